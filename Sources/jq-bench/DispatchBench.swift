import ArgumentParser
import FoundationEssentials
import JobQueueProto
import Lifecycle
import NIOPosix
import PostgresStore
import SwiftProtobuf
import WorkerRuntime

/// How soon a job starts when nothing else happens.
struct DispatchBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispatch", abstract: "Latency of an idle system, from submit to the handler's start.",
        discussion: """
            A jq-server process, one worker with a Swift handler that does nothing, one job at a time at \
            random moments. The job may start before its submit is acknowledged; that counts as zero.
            """)

    @OptionGroup var options: BenchOptions
    @Option(help: "How many jobs.") var jobs = 1000
    @Option(help: "Jobs that wait in a paused queue, which the worker serves too.") var pending = 0
    @Option(help: "Longest pause between two jobs, in milliseconds.") var pause = 10

    func validate() throws {
        guard jobs > 0, pending >= 0, pause > 0 else {
            throw ValidationError("--jobs and --pause must be at least 1")
        }
    }

    func run() async throws {
        let table = try await withBench(options) { folder, database in
            if pending > 0 { try await preload(folder, database) }
            let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1).next()
            let server = try await ServerUnderTest.start(
                "server", database: database, folder: folder, loop: loop)
            let starts = StartTimes()
            let worker = try await InProcessWorker.start(
                server: server, queues: pending > 0 ? ["default", "backlog"] : ["default"], concurrency: 4
            ) { job in
                starts.started(job.jobID)
                return []
            }
            let result = try await withExecutor(loop) { try await measure(server, starts) }
            var table = Measurements(
                "dispatch: \(jobs) jobs, one at a time" + (pending > 0 ? ", \(pending) others pending" : ""))
            report(result, server, &table)
            await worker.stop()
            await server.stop()
            return table
        }
        table.write(options.output)
    }

    private struct Result: Sendable {
        var submit: [Duration] = []
        var dispatch: [Duration] = []
        var total: [Duration] = []
    }

    private func measure(_ server: ServerUnderTest, _ starts: StartTimes) async throws -> Result {
        var result = Result()
        let warmUp = 50
        for index in 0..<(jobs + warmUp) {
            try await Task.sleep(for: .microseconds(Int.random(in: 0..<pause * 1000)))
            let id = freshJobID().description
            let request = Jq_V1_SubmitJobRequest.with {
                $0.job.jobID = id
                $0.job.queueName = "default"
                $0.job.payload = Data(repeating: 0x61, count: 200)
            }
            let begin = ContinuousClock.now
            _ = try await server.jobs.submitJob(request)
            let acknowledged = ContinuousClock.now
            let started = await starts.start(of: id)
            guard index >= warmUp else { continue }
            result.submit.append(begin.duration(to: acknowledged))
            result.dispatch.append(max(.zero, acknowledged.duration(to: started)))
            result.total.append(begin.duration(to: started))
        }
        return result
    }

    private func report(_ result: Result, _ server: ServerUnderTest, _ table: inout Measurements) {
        let goal = pending > 0 ? (p50: "< 2.25", p99: "< 4.5") : (p50: "< 1.5", p99: "< 3")
        table.add("acknowledged to started", Latencies(result.dispatch), goal: goal)
        table.add("submit call", Latencies(result.submit))
        table.add("submitted to started", Latencies(result.total))
        table.add("server start to ready", server.startTime.milliseconds, "ms", goal: "< 300")
        table.add("server memory", ProcessStatus.memory(of: server.process.pid), "MiB", goal: "< 50")
    }

    private func preload(_ folder: ScratchFolder, _ database: BenchDatabase) async throws {
        try await PausedQueue.declare("backlog", folder: folder, store: database.store)
        note("submitting \(pending) jobs to a paused queue")
        try await Backlog.fill("backlog", count: pending, store: database.store)
    }
}
