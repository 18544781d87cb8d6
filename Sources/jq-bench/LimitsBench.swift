import ArgumentParser
import FoundationEssentials
import JobQueueProto
import NIOCore
import NIOPosix
import SwiftProtobuf
import Synchronization

/// What limits cost: the same load through queues with and without them, in one run.
struct LimitsBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limits", abstract: "Jobs per second with limits, as a share of those without.",
        discussion: """
            A jq-server process and a worker of this process whose handler does nothing. No limit here holds \
            anything up for good: what is measured is the price of deciding it.
            """)

    @OptionGroup var options: BenchOptions
    @Option(help: "How many jobs each load has.") var jobs = 40_000
    @Option(help: "How often each load is repeated, in turn with the others.") var rounds = 3
    @Option(help: "Jobs that the worker runs at once.") var concurrency = 2000

    func validate() throws {
        guard jobs > 0, rounds > 0, concurrency > 0 else {
            throw ValidationError("all numbers must be at least 1")
        }
        for name in only where !all.contains(where: { $0.queue == name }) {
            throw ValidationError(
                "there is no load \(name); there are \(all.map(\.queue).joined(separator: ", "))")
        }
    }

    @Option(
        help: ArgumentHelp(
            "Measure only this queue, beside the one without limits; may be repeated.", valueName: "queue"))
    var only: [String] = []

    private struct Load {
        var queue: String
        var name: String
        var spec: String
        var keys = 0
        /// The same load without limits.
        var base: String { keys > 0 ? "keys" : "unlimited" }
    }

    private var loads: [Load] {
        if only.isEmpty { return all }
        let chosen = all.filter { only.contains($0.queue) }
        return all.filter { load in
            chosen.contains { $0.queue == load.queue || $0.base == load.queue }
        }
    }

    private var all: [Load] {
        [
            Load(queue: "unlimited", name: "no limit", spec: "{}"),
            Load(
                queue: "roomy", name: "limit of 10 times the slots",
                spec: "{concurrency: {limit: \(concurrency * 10)}}"),
            Load(
                queue: "tight", name: "limit of exactly the slots",
                spec: "{concurrency: {limit: \(concurrency)}}"),
            Load(queue: "keys", name: "no limit, 100 keys", spec: "{}", keys: 100),
            Load(
                queue: "perkey", name: "perKey, 100 keys",
                spec: "{concurrency: {limit: \(concurrency), perKey: \(max(1, concurrency / 100))}}",
                keys: 100),
            Load(
                queue: "perkeyonly", name: "perKey alone, 100 keys",
                spec: "{concurrency: {perKey: \(max(1, concurrency / 100))}}", keys: 100),
            Load(
                queue: "everything", name: "limit, perKey and rate, 100 keys",
                spec: """
                    {concurrency: {limit: \(concurrency), perKey: \(max(1, concurrency / 100))}, \
                    rateLimit: {limit: 1000000, period: 1s}}
                    """, keys: 100),
            Load(
                queue: "rated", name: "rate that does not bind",
                spec: "{rateLimit: {limit: 1000000, period: 1s}}"),
        ]
    }

    func run() async throws {
        let table = try await withBench(options) { folder, database in
            let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1).next()
            let server = try await ServerUnderTest.start(
                "server", database: database, folder: folder, loop: loop)
            try await declare(server)
            let counter = HandledJobs()
            let worker = try await InProcessWorker.start(
                server: server, queues: loads.map(\.queue), concurrency: concurrency
            ) { _ in counter.add() }
            var results: [String: [ThroughputRun.Load]] = [:]
            for round in 0...rounds {
                for load in loads {
                    let run = ThroughputRun(
                        server: server, database: database, loop: loop, queue: load.queue, keys: load.keys,
                        handled: { counter.count })
                    let result = try await run.bulk(jobs: round == 0 ? 2000 : jobs, callers: 2)
                    if round > 0 { results[load.queue, default: []].append(result) }
                }
            }
            await worker.stop()
            await server.stop()
            return report(results)
        }
        table.write(options.output)
    }

    private func declare(_ server: ServerUnderTest) async throws {
        let documents = loads.map {
            "apiVersion: jq.dev/v1alpha1\nkind: Queue\nmetadata: {name: \($0.queue)}\nspec: \($0.spec)\n"
        }
        _ = try await server.resources.apply(
            .with {
                $0.files = [
                    .with {
                        $0.path = "queues.yaml"
                        $0.content = Data(documents.joined(separator: "---\n").utf8)
                    }
                ]
            })
    }

    /// The median of each load. A share is that of a round, so that what else the machine does in the course of the
    /// run falls on both sides.
    private func report(_ results: [String: [ThroughputRun.Load]]) -> Measurements {
        var table = Measurements("limits: the same load with and without, median of \(rounds)")
        for load in loads {
            let runs = results[load.queue] ?? []
            table.add(load.name, median(runs.map(\.rate)), "jobs/s")
            if load.spec != "{}" {
                table.add(
                    "\(load.name), share",
                    median(zip(runs, results[load.base] ?? []).map { $0.rate / $1.rate }), digits: 2,
                    goal: ">= 0.8")
            }
            table.add("\(load.name), CPU of jq-server", cost(runs, \.serverTime), "us/job", digits: 1)
            table.add("\(load.name), CPU of PostgreSQL", cost(runs, \.databaseTime), "us/job", digits: 1)
        }
        return table
    }

    private func cost(
        _ runs: [ThroughputRun.Load], _ time: KeyPath<ThroughputRun.Load, Duration>
    ) -> Double {
        median(runs.map { $0[keyPath: time].seconds * 1_000_000 / Double($0.jobs) })
    }

    private func median(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.sorted()[values.count / 2]
    }
}

/// Counts what a worker of this process has handled.
private final class HandledJobs: Sendable {
    private let number = Atomic(0)

    var count: Int { number.load(ordering: .relaxed) }

    /// The result of a job is empty.
    func add() -> [UInt8] {
        number.add(1, ordering: .relaxed)
        return []
    }
}
