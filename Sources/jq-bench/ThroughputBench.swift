import ArgumentParser
import FoundationEssentials
import GRPCCore
import JobQueueProto
import NIOCore
import NIOPosix
import Planning
import PostgresStore
import SwiftProtobuf
import Synchronization

/// Client, server, worker and database on this machine, from submit to DONE.
struct ThroughputBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "throughput", abstract: "Jobs per second from client over server to worker and done.",
        discussion: """
            A jq-server process; the client and a worker with a Swift handler that does nothing are this \
            process. Every job leaves its events behind, and is done when the database says so.
            """)

    @OptionGroup var options: BenchOptions
    @Option(help: "How many jobs are submitted in bulk.") var jobs = 100_000
    @Option(help: "How many jobs are submitted one by one.") var singles = 30_000
    @Option(help: "Callers that submit one by one.") var callers = 64
    @Option(help: "Callers that submit 1000 at a time.") var bulkCallers = 2
    @Option(help: "Jobs that the worker runs at once.") var concurrency = 2000

    func validate() throws {
        guard jobs > 0, singles > 0, callers > 0, bulkCallers > 0, concurrency > 0 else {
            throw ValidationError("all numbers must be at least 1")
        }
    }

    func run() async throws {
        let table = try await withBench(options) { folder, database in
            let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1).next()
            var table = Measurements("throughput: client, server, worker, database on one machine")
            let alone = try await StoreLifecycle(store: database.store, lanes: 3).run(jobs: jobs)
            let server = try await ServerUnderTest.start(
                "server", database: database, folder: folder, loop: loop)
            let worker = try await InProcessWorker.start(
                server: server, queues: ["default"], concurrency: concurrency
            ) { _ in [] }
            let run = ThroughputRun(server: server, database: database, loop: loop)
            _ = try await run.bulk(jobs: min(jobs, 5000), callers: bulkCallers)
            let bulk = try await run.bulk(jobs: jobs, callers: bulkCallers)
            let single = try await run.singles(jobs: singles, callers: callers)
            await worker.stop()
            await server.stop()
            table.add("store alone", alone.rate, "jobs/s")
            report("bulk", bulk, &table, goal: "40000")
            table.add("bulk, share of the store alone", bulk.rate / alone.rate, digits: 2, goal: ">= 0.4")
            report("one by one", single, &table, goal: "")
            table.add("one by one, submits", single.submitRate, "jobs/s", goal: "15000")
            table.add("one by one, submit call", Latencies(single.latencies))
            return table
        }
        table.write(options.output)
    }

    private func report(_ name: String, _ load: ThroughputRun.Load, _ table: inout Measurements, goal: String)
    {
        table.add("\(name), to done", load.rate, "jobs/s", goal: goal)
        table.add(
            "\(name), client and worker", load.ownTime.microseconds / Double(load.jobs), "us/job", digits: 1)
        table.add("\(name), server", load.serverTime.microseconds / Double(load.jobs), "us/job", digits: 1)
        table.add(
            "\(name), database", load.databaseTime.microseconds / Double(load.jobs), "us/job", digits: 1)
    }
}
