import Lifecycle
import Planning
import PostgresStore
import Testing

/// What becomes of snoozed and discarded jobs, and what is kept about attempts.
@Suite struct AnswerStoreTests {
    let worker = freshJobID()

    private func claim(_ store: JobQueueStore, _ job: NewJob, start: Bool = true) async throws -> Lease {
        let claim = try #require(try await store.claim([(job.id, worker)]).first)
        let lease = Lease(job: job.id, epoch: claim.leaseEpoch)
        if start { _ = try await store.settle(started: [lease], completed: []) }
        return lease
    }

    @Test(arguments: [true, false])
    func aSnoozedJobComesBackWithoutHavingUsedARetry(started: Bool) async throws {
        try await withStore { store in
            let job = try await store.enqueue(1) {
                $0.maxRetries = 0
                $0.ttlSeconds = 3600
            }[0]
            let lease = try await claim(store, job, start: started)
            let end = AttemptEnd.snoozed(.seconds(30))
            #expect(try await store.fail([Failure(lease: lease, end: end, message: "busy")]).stale.isEmpty)
            let record = try #require(try await store.job(job.id))
            #expect(record.state == .pending && record.reason == "SNOOZED" && record.retryCount == 0)
            let wait = try #require(record.notBefore) - record.createdAt
            #expect(wait >= 30_000_000 && wait < 90_000_000)
            #expect(
                try await store.trail(job)
                    == "NULL>PENDING PENDING>ASSIGNED ASSIGNED>RUNNING RUNNING>PENDING(SNOOZED)")
            #expect(try await store.promoteDue(limit: 10).isEmpty)
            // The ttl counts from the end of the snooze.
            try await store.backdate("UPDATE job_scheduled SET not_before = now()")
            #expect(try await store.promoteDue(limit: 10).map(\.id) == [job.id])
            #expect(try await store.expire() == 0)
            let second = try await claim(store, job)
            _ = try await store.settle(started: [], completed: [Completion(lease: second, result: [])])
            let attempts = attemptHistory(try await store.events(of: job.id))
            #expect(attempts.map(\.outcome) == ["SNOOZED", "DONE"])
            #expect(attempts[0].error == "busy" && attempts[0].startedAt != nil)
        }
    }

    @Test func aDiscardedJobIsADeadLetterWhateverRetriesItHas() async throws {
        try await withStore { store in
            let job = try await store.enqueue(1) { $0.maxRetries = 5 }[0]
            let lease = try await claim(store, job)
            _ = try await store.fail([Failure(lease: lease, end: .discarded, message: "old", exitCode: 3)])
            let record = try #require(try await store.job(job.id))
            #expect(record.state == .deadLettered && record.reason == "DISCARDED" && record.error == "old")
            #expect(record.exitCode == 3)
            #expect(
                try await store.trail(job)
                    == "NULL>PENDING PENDING>ASSIGNED ASSIGNED>RUNNING RUNNING>DEAD_LETTERED(DISCARDED)")
            #expect(try await store.counts()["default"]?.deadLettered == 1)
        }
    }

    @Test func aSnoozeOfManyCenturiesAndACancelledSnoozeDoNoHarm() async throws {
        try await withStore { store in
            let jobs = try await store.enqueue(2)
            let long = try await claim(store, jobs[0])
            let cancelled = try await claim(store, jobs[1])
            _ = try await store.cancel(jobs[1].id, force: true)
            let forever = AttemptEnd.snoozed(.seconds(Int64.max / 1000))
            _ = try await store.fail([
                Failure(lease: long, end: forever, message: ""),
                Failure(lease: cancelled, end: .snoozed(.seconds(1)), message: ""),
            ])
            #expect(try await store.job(jobs[0].id)?.state == .pending)
            let second = try #require(try await store.job(jobs[1].id))
            #expect(second.state == .deadLettered && second.reason == "CANCELLED")
        }
    }

    @Test func failedAttemptsKeepTheirErrorAndExitCode() async throws {
        try await withStore { store in
            let job = try await store.enqueue(1) {
                $0.maxRetries = 1
                $0.backoff = (0, 0, 0)
            }[0]
            let long = String(repeating: "x", count: 20_000)
            for code: Int32 in [1, 2] {
                let lease = try await claim(store, job)
                _ = try await store.fail([Failure(lease: lease, end: .failed, message: long, exitCode: code)])
                _ = try await store.promoteDue(limit: 10)
            }
            let attempts = attemptHistory(try await store.events(of: job.id))
            #expect(attempts.map(\.outcome) == ["FAILED", "FAILED"])
            #expect(attempts.map(\.exitCode) == [1, 2])
            #expect(attempts.allSatisfy { $0.error?.count == 16_384 && $0.worker == worker })
            let last = try #require(try await store.events(of: job.id).last)
            #expect(last.to == .deadLettered && last.exitCode == 2 && last.error?.count == 16_384)
            #expect(try await store.job(job.id)?.exitCode == 2)
        }
    }

    @Test func aDoneCommandKeepsItsExitCodeAndAHandlersJobHasNone() async throws {
        try await withStore { store in
            let jobs = try await store.enqueue(2)
            let command = try await claim(store, jobs[0])
            let handler = try await claim(store, jobs[1])
            _ = try await store.settle(
                started: [],
                completed: [
                    Completion(lease: command, result: [], exitCode: 0),
                    Completion(lease: handler, result: [1]),
                ])
            #expect(try await store.job(jobs[0].id)?.exitCode == 0)
            let second = try #require(try await store.job(jobs[1].id))
            #expect(second.exitCode == nil && second.result == [1] && second.state == .done)
        }
    }
}
