import Lifecycle
import PostgresStore

/// Whole lives of jobs in batches, straight against the store: submit, claim, settle, each its own durable
/// commit, with all four events.
struct StoreLifecycle: Sendable {
    /// What a run came to.
    struct Outcome: Sendable {
        var jobs: Int
        var elapsed: Duration
        var ownTime: Duration

        var rate: Double { Double(jobs) / elapsed.seconds }
    }

    static let batch = 1000

    let store: JobQueueStore
    let lanes: Int

    func run(jobs: Int) async throws -> Outcome {
        let worker = freshJobID()
        let own = ProcessorTime.own
        let begin = ContinuousClock.now
        let batches = max(1, jobs / Self.batch)
        try await withTaskExecutorPreference(store.reactor) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for lane in 0..<lanes {
                    group.addTask {
                        for _ in stride(from: lane, to: batches, by: lanes) { try await self.live(worker) }
                    }
                }
                try await group.waitForAll()
            }
        }
        return Outcome(
            jobs: batches * Self.batch, elapsed: begin.duration(to: .now), ownTime: ProcessorTime.own - own)
    }

    /// The same, each job in commits of its own.
    func oneByOne(jobs: Int) async throws {
        let worker = freshJobID()
        try await withTaskExecutorPreference(store.reactor) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for lane in 0..<lanes {
                    group.addTask {
                        for _ in stride(from: lane, to: jobs, by: lanes) {
                            try await self.live(worker, batch: 1)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    private func live(_ worker: JobID, batch: Int = Self.batch) async throws {
        let submitted = try await store.submit(Backlog.newJobs("default", count: batch), allOrNone: false)
        let claimed = try await store.claim(submitted.ready.map { ($0.id, worker) })
        let completed = claimed.map {
            Completion(lease: Lease(job: $0.id, epoch: $0.leaseEpoch), result: [])
        }
        let stale = try await store.settle(started: [], completed: completed)
        guard completed.count == batch, stale.isEmpty else {
            throw BenchError(
                "\(completed.count) of \(batch) jobs were claimed and \(stale.count) not settled")
        }
    }
}
