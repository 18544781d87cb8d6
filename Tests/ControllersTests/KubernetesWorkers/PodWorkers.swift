import Controllers
import Lifecycle
import PostgresStore
import Resources
import Synchronization
import TestAPIServer

/// The workers in the pods of a model cluster: each registers when its pod starts, and leaves with it.
final class PodWorkers: Sendable {
    private let stores = Mutex<JobQueueStore?>(nil)

    /// Lets a server start and stop them.
    func serve(_ configuration: inout TestAPIServer.Configuration) {
        configuration.deployments = true
        configuration.podHooks = PodHooks(
            start: { [self] pod in await start(pod) }, stop: { [self] pod in await stop(pod) })
    }

    /// To be called before the first pod.
    func use(_ store: JobQueueStore) { stores.withLock { $0 = store } }

    private func start(_ pod: Value) async -> Bool {
        guard let store = stores.withLock({ $0 }), let id = pod.worker,
            let environment = pod.at("spec", "containers")?.arrayValue?.first?["env"]?.arrayValue
        else { return false }
        func setting(_ name: String) -> String {
            environment.first { $0["name"]?.stringValue == name }?["value"]?.stringValue ?? ""
        }
        let registration = WorkerRegistration(
            id: id, hostname: pod.podName, concurrency: Int32(setting("JQ_WORKER_CONCURRENCY")) ?? 1,
            queues: setting("JQ_WORKER_QUEUES").split(separator: ",").map(String.init),
            pool: setting("JQ_WORKER_POOL"), version: "test")
        return (try? await store.register(registration)) != nil
    }

    private func stop(_ pod: Value) async {
        guard let store = stores.withLock({ $0 }), let id = pod.worker else { return }
        _ = try? await store.deregister(id)
    }
}

extension Value {
    /// The id of the worker in a pod.
    var worker: JobID? { at("metadata", "uid")?.stringValue.flatMap { JobID($0) } }
    var podName: String { at("metadata", "name")?.stringValue ?? "" }
}

extension World {
    /// The pods that are not on their way out.
    func pods() throws -> [Value] {
        try api.list("pods").filter { $0.at("metadata", "deletionTimestamp") == nil }
    }

    func deployment(_ pool: String) throws -> Value? {
        try api.get("deployments.apps", name: "jq-worker-\(pool)")
    }

    /// Waits until so many pods are there, each with its worker online.
    func waitForWorkers(_ count: Int, sourceLine: Int = #line) async throws {
        try await eventually("\(count) workers (line \(sourceLine))") {
            let pods = Set(try pods().compactMap(\.worker))
            let online = Set(try await store.workers().filter { $0.state == .online }.map(\.id))
            return pods.count == count && pods == online
        }
    }
}

/// A world whose deployments get pods with workers, and one controller.
func withPools(
    _ change: (inout ControllerOptions) -> Void = { _ in }, _ body: (World, Member) async throws -> Void
) async throws {
    let workers = PodWorkers()
    try await withWorld({ workers.serve(&$0) }) { world in
        workers.use(world.store)
        let member = try Member(in: world, change)
        do { try await body(world, member) } catch {
            await member.kill()
            throw error
        }
        try await member.stop()
    }
}

/// A pool whose workers are pods.
func pool(_ name: String, _ spec: [String: Value] = [:]) -> Value {
    let base: [String: Value] = [
        "queues": ["q"], "runtime": "Kubernetes", "replicas": 2, "concurrency": 4,
        "template": ["image": "workers:1"],
    ]
    return manifest(.workerPool, name, .object(base.merging(spec) { $1 }))
}
