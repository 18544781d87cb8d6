import ArgumentParser
import KubernetesClient
import KubernetesProtocol
import Logging
import Planning
import PostgresStore
import Resources

/// How long the controller of a cluster takes to bring the database to what ten thousand objects declare, what that
/// costs the API server, and how long an edit waits while the others are looked at again.
struct KubernetesBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubernetes", abstract: "A controller of many objects of a cluster.",
        discussion: """
            Needs a cluster with jq's custom resource definitions and the right to make a namespace; the objects are \
            made in a namespace of their own, half of them queues and half schedules, and deleted at the end. A \
            cluster for tests: swift run jq-test-apiserver --crds crds --kubeconfig FILE.
            """)

    @OptionGroup var options: BenchOptions
    @Option(help: "The kubeconfig file of the cluster.") var kubeconfig: String?
    @Option(help: "How many objects.") var objects = 10_000
    @Option(help: "How many edits while all queues are looked at again.") var edits = 200

    func validate() throws {
        guard objects >= 20, edits > 0 else { throw ValidationError("--objects must be at least 20") }
    }

    func run() async throws {
        let configuration = try ClusterConfiguration.detect(path: kubeconfig)
        let logger = Logger(label: "jq-bench") { _ in SwiftLogNoOpLogHandler() }
        let client = KubernetesClient(
            configuration, userAgent: "jq-bench", logger: logger, onWarning: { _ in })
        let load = ObjectLoad(client: client, count: objects)
        let table = try await withBench(options) { folder, database in
            _ = try await database.store.migrate()
            try await load.create()
            let outcome: Result<Measurements, any Error>
            do {
                outcome = .success(try await measure(load, folder: folder, database: database))
            } catch { outcome = .failure(error) }
            await load.delete()
            return try outcome.get()
        }
        await client.shutdown()
        table.write(options.output)
    }

    private func measure(
        _ load: ObjectLoad, folder: ScratchFolder, database: BenchDatabase
    ) async throws -> Measurements {
        let begin = ContinuousClock.now
        let controller = try await ControllerUnderTest.start(
            kubeconfig: kubeconfig, namespace: load.namespace, database: database, folder: folder)
        try await until(.seconds(300)) {
            try await database.store.declaredKeys(owner: "kubernetes").count == objects
        }
        let declared = begin.duration(to: .now)
        try await until(.seconds(600)) { try await load.reported() == objects }
        let reported = begin.duration(to: .now)
        let requests = try await controller.requests()
        let memory = ProcessStatus.peakMemory(of: controller.process.pid)
        let cost = ProcessorTime.of(controller.process.pid)
        note("converged; \(edits) edits follow")
        let effects = try await editing(load, store: database.store)
        let after = try await controller.requests()

        var table = Measurements("kubernetes: \(objects) objects, half queues, half schedules")
        let share = Double(objects) / 10_000
        table.add(
            "start to all declared", declared.milliseconds, "ms",
            goal: "< \((10_000 * share).text(digits: 0))")
        table.add("start to all statuses written", reported.milliseconds, "ms")
        table.add("controller's processor time", cost.milliseconds, "ms")
        for (verb, count) in requests.sorted(by: { $0.key < $1.key }) {
            table.add("requests \(verb)", count)
        }
        table.add(
            "requests for each object", Double(requests.values.reduce(0, +)) / Double(objects), digits: 2)
        table.add("peak memory", memory, "MiB")
        table.add("edit to effect while all are looked at again", effects)
        table.add(
            "requests for each edit",
            Double(after.values.reduce(0, +) - requests.values.reduce(0, +)) / Double(edits), digits: 2)
        await controller.process.stop()
        return table
    }

    /// One edit after the other, each timed from the request to the row in the database. Each edit changes the
    /// declarations, so that the controller looks at every queue again at each of its intervals, of one second here.
    private func editing(_ load: ObjectLoad, store: JobQueueStore) async throws -> Latencies {
        var times: [Duration] = []
        for number in 0..<edits {
            let key = load.queue(Int.random(in: 0..<objects / 2))
            let wanted = Int64(10 + number % 80)
            let begin = ContinuousClock.now
            try await load.edit(key, maxRetries: wanted)
            try await until(.seconds(30), every: .milliseconds(1)) {
                try await store.declared(kind: .queue, namespace: key.namespace, name: key.name)
                    .first?.live.resource.spec["maxRetries"] == .int(wanted)
            }
            times.append(begin.duration(to: .now))
            try await Task.sleep(for: .milliseconds(40))
        }
        return Latencies(times)
    }
}

/// Asks until it is so.
func until(
    _ limit: Duration, every interval: Duration = .milliseconds(50), _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < end else { throw BenchError("not reached within \(limit.manifestText)") }
        try await Task.sleep(for: interval)
    }
}
