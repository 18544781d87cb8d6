import ArgumentParser
import FoundationEssentials
import JobQueueProto
import NIOCore
import NIOPosix
import SwiftProtobuf

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
    }

    private struct Load {
        var queue: String
        var name: String
        var spec: String
        var keys = 0
    }

    private var loads: [Load] {
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
            let worker = try await InProcessWorker.start(
                server: server, queues: loads.map(\.queue), concurrency: concurrency
            ) { _ in [] }
            var rates: [String: [Double]] = [:]
            for round in 0...rounds {
                for load in loads {
                    let run = ThroughputRun(
                        server: server, database: database, loop: loop, queue: load.queue, keys: load.keys)
                    let result = try await run.bulk(jobs: round == 0 ? 2000 : jobs, callers: 2)
                    if round > 0 { rates[load.queue, default: []].append(result.rate) }
                }
            }
            await worker.stop()
            await server.stop()
            return report(rates)
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

    /// The median of each load.
    private func report(_ rates: [String: [Double]]) -> Measurements {
        var table = Measurements("limits: the same load with and without, median of \(rounds)")
        let medians = rates.mapValues { $0.sorted()[$0.count / 2] }
        for load in loads {
            table.add(load.name, medians[load.queue] ?? 0, "jobs/s")
            guard load.spec != "{}" else { continue }
            let base = medians[load.keys > 0 ? "keys" : "unlimited"] ?? 0
            table.add(
                "\(load.name), share", base > 0 ? (medians[load.queue] ?? 0) / base : 0, digits: 2,
                goal: ">= 0.8")
        }
        return table
    }
}
