import FoundationEssentials
import GRPCCore
import JobQueueProto
import NIOCore
import Planning
import PostgresStore
import SwiftProtobuf

/// Puts load on a running system and waits until all of it is done.
struct ThroughputRun: Sendable {
    /// What one load came to.
    struct Load: Sendable {
        var jobs: Int
        var submitted: Duration = .zero
        var elapsed: Duration = .zero
        var ownTime: Duration = .zero
        var serverTime: Duration = .zero
        var databaseTime: Duration = .zero
        /// Of each submit call.
        var latencies: [Duration] = []

        var rate: Double { Double(jobs) / elapsed.seconds }
        var submitRate: Double { Double(jobs) / submitted.seconds }
    }

    private static let batch = 1000
    private static let payload = Data(repeating: 0x61, count: 200)

    let server: ServerUnderTest
    let database: BenchDatabase
    let loop: any EventLoop
    var queue = "default"
    /// Concurrency keys that the jobs share out among them; 0: they have none.
    var keys = 0
    /// How many jobs the worker has handled so far, where somebody counts them. The database is not asked before all
    /// of them were: its answer costs more the more has changed, which would be a part of what is measured.
    var handled: (@Sendable () -> Int)?

    /// Calls of 1000 jobs.
    func bulk(jobs: Int, callers: Int) async throws -> Load {
        try await measure(jobs, callers: callers) { caller in
            var latencies: [Duration] = []
            for start in stride(from: caller * Self.batch, to: jobs, by: callers * Self.batch) {
                let request = Jq_V1_SubmitJobsRequest.with {
                    $0.jobs = (0..<min(Self.batch, jobs - start)).map { submission(start + $0) }
                }
                let begin = ContinuousClock.now
                _ = try await server.jobs.submitJobs(request, options: Self.options)
                latencies.append(begin.duration(to: .now))
            }
            return latencies
        }
    }

    /// Calls of one job.
    func singles(jobs: Int, callers: Int) async throws -> Load {
        try await measure(jobs, callers: callers) { caller in
            var latencies: [Duration] = []
            for _ in stride(from: caller, to: jobs, by: callers) {
                let begin = ContinuousClock.now
                _ = try await server.jobs.submitJob(.with { $0.job = submission(0) })
                latencies.append(begin.duration(to: .now))
            }
            return latencies
        }
    }

    private func measure(
        _ jobs: Int, callers: Int, _ submit: @escaping @Sendable (Int) async throws -> [Duration]
    ) async throws -> Load {
        let goal = try await done() + jobs
        let handledGoal = (handled?() ?? 0) + jobs
        let pid = server.process.pid
        var load = Load(jobs: jobs)
        let (own, served, stored) = (ProcessorTime.own, ProcessorTime.of(pid), database.processorTime)
        let begin = ContinuousClock.now
        load.latencies = try await withExecutor(loop) {
            try await withThrowingTaskGroup(of: [Duration].self) { group in
                for caller in 0..<callers { group.addTask { try await submit(caller) } }
                var all: [Duration] = []
                for try await part in group { all += part }
                return all
            }
        }
        load.submitted = begin.duration(to: .now)
        let deadline = ContinuousClock.now + .seconds(120)
        while true {
            if handled.map({ $0() >= handledGoal }) ?? true, try await done() >= goal { break }
            guard ContinuousClock.now < deadline else { throw BenchError("jobs do not end") }
            try await Task.sleep(for: .milliseconds(handled == nil ? 10 : 2))
        }
        load.elapsed = begin.duration(to: .now)
        load.ownTime = ProcessorTime.own - own
        load.serverTime = ProcessorTime.of(pid) - served
        load.databaseTime = database.processorTime - stored
        return load
    }

    private func done() async throws -> Int {
        try await database.store.counts().values.reduce(0) { $0 + Int($1.done) }
    }

    private func submission(_ index: Int) -> Jq_V1_JobSubmission {
        .with {
            $0.queueName = queue
            $0.payload = Self.payload
            if keys > 0 { $0.concurrencyKey = "key-\(index % keys)" }
        }
    }

    private static var options: CallOptions {
        var options = CallOptions.defaults
        options.maxRequestMessageBytes = 64 << 20
        options.maxResponseMessageBytes = 64 << 20
        return options
    }
}
