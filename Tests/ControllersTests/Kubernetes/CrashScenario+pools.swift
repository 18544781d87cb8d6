import Lifecycle
import PostgresStore
import Resources
import TestAPIServer

extension CrashScenario {
    /// Those with pods and workers.
    static let pools: [CrashScenario] = [
        CrashScenario(
            name: "pool deployment",
            change: { try $0.create(queue("q"), pool("p", ["replicas": 2])) },
            isDone: {
                try await $0.hasWorkers(2, of: 2)
                    && $0.object(.workerPool, "p")?.at("status", "selector") == "jq.dev/pool=p"
                    && $0.object(.workerPool, "p")?.isTrue("Ready") ?? false
            }, hasPods: true),
        CrashScenario(
            name: "pool scale-down",
            before: { try $0.create(queue("q"), pool("p", ["replicas": 2])) },
            isReady: {
                try await $0.hasWorkers(2, of: 2) && $0.object(.workerPool, "p")?.isTrue("Ready") ?? false
            },
            change: { world in
                let workers = try await world.store.workers().map(\.id).sorted {
                    $0.description < $1.description
                }
                _ = try await world.store.heartbeat(workers.map { ($0, 1) })
                try world.edit(.workerPool, "p", ["replicas": 1])
            },
            meanwhile: { world in
                // A worker that is told to drain ends its job.
                let draining = try await world.store.workers().filter { $0.state == .draining && $0.busy > 0 }
                _ = try await world.store.heartbeat(draining.map { ($0.id, 0) })
            },
            isDone: {
                try await $0.hasWorkers(1, of: 1)
                    && $0.deployment("p")?.at("spec", "replicas") == 1
                    && $0.object(.workerPool, "p")?.at("status", "desired") == 1
            }, hasPods: true),
        CrashScenario(
            name: "pool to another runtime",
            before: { try $0.create(queue("q"), pool("p", ["replicas": 1])) },
            isReady: { try await $0.hasWorkers(1, of: 1) },
            change: { try $0.edit(.workerPool, "p", ["runtime": "External", "template": nil]) },
            isDone: {
                try await $0.hasWorkers(0, of: 0) && $0.deployment("p") == nil
                    && $0.object(.workerPool, "p")?.at("status", "observedGeneration") == 2
            }, hasPods: true),
        CrashScenario(
            name: "worker objects",
            change: { world in
                for number in 1...2 {
                    let registration = WorkerRegistration(
                        id: fixedID(number), hostname: "h", concurrency: 2, queues: ["q"], pool: "",
                        version: "1")
                    _ = try await world.store.register(registration)
                }
                try world.create(manifest(.worker, fixedID(2).description.lowercased(), ["drain": true]))
                try world.create(manifest(.worker, fixedID(9).description.lowercased()))
            },
            isDone: { world in
                let objects = try world.api.list("workers.jq.dev")
                return objects.count == 2 && objects[0].isTrue("Ready", reason: "Online")
                    && objects[1].isTrue("Draining")
            }),
    ]
}

/// The same id each time.
func fixedID(_ number: Int) -> JobID {
    JobID(high: 0x0123_4567_89ab_7cde, low: 0x8000_0000_0000_0000 + UInt64(number))
}

extension World {
    /// Whether so many pods are there and so many Worker objects say that they are
    /// ready, and each says what is so.
    func hasWorkers(_ ready: Int, of count: Int) async throws -> Bool {
        let workers = try await store.workers()
        if workers.count(where: { $0.state != .offline }) != ready { return false }
        for worker in workers {
            let status = try object(.worker, worker.id.description.lowercased())?["status"]
            guard status?["phase"]?.stringValue == worker.state.rawValue else { return false }
        }
        let live = try pods()
        let names = Set(live.compactMap { $0.worker?.description.lowercased() })
        let objects = try api.list("workers.jq.dev").filter { names.contains($0.podName) }
        return live.count == count && objects.count { $0.isTrue("Ready") } == ready
    }
}
