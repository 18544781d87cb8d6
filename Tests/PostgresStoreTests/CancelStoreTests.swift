import Lifecycle
import Planning
import PostgresStore
import Testing

@Suite struct CancelStoreTests {
    let worker = freshJobID()

    @Test func waitingAndAssignedJobsAreCancelledAtOnce() async throws {
        try await withStore { store in
            let jobs = try await store.enqueue(2)
            let later = try await store.enqueue(1) { $0.notBefore = 4_102_444_800_000_000 }[0]
            let claim = try #require(try await store.claim([(jobs[1].id, worker)]).first)
            for job in [jobs[0], later] {
                guard case .cancelled(nil, nil) = try await store.cancel(job.id, force: false) else {
                    Issue.record("not cancelled"); return
                }
            }
            guard case .cancelled(let lease?, worker) = try await store.cancel(jobs[1].id, force: false)
            else {
                Issue.record("its worker was not named"); return
            }
            #expect(lease.epoch == claim.leaseEpoch)
            for job in jobs + [later] {
                let record = try #require(try await store.job(job.id))
                #expect(record.state == .deadLettered && record.reason == "CANCELLED")
            }
            #expect(
                try await store.trail(jobs[1])
                    == "NULL>PENDING PENDING>ASSIGNED ASSIGNED>DEAD_LETTERED(CANCELLED)")
            #expect(try await store.counts()["default"]?.deadLettered == 3)
            #expect(try await store.counts()["default"]?.pending == 0)
        }
    }

    @Test func aRunningJobIsCancelledOnlyByForceAndThroughItsWorker() async throws {
        try await withStore { store in
            let job = try await store.enqueue(1)[0]
            let claim = try #require(try await store.claim([(job.id, worker)]).first)
            let lease = Lease(job: job.id, epoch: claim.leaseEpoch)
            _ = try await store.settle(started: [lease], completed: [])
            guard case .running = try await store.cancel(job.id, force: false) else {
                Issue.record("should have been refused"); return
            }
            #expect(try await store.cancellations(workers: [worker]).isEmpty)
            guard case .requested(lease, worker) = try await store.cancel(job.id, force: true) else {
                Issue.record("should have been requested"); return
            }
            #expect(try await store.cancellations(workers: [worker]).map(\.lease) == [lease])
            _ = try await store.fail([Failure(lease: lease, end: .cancelled, message: "killed")])
            #expect(
                try await store.trail(job)
                    == "NULL>PENDING PENDING>ASSIGNED ASSIGNED>RUNNING RUNNING>DEAD_LETTERED(CANCELLED)")
            guard case .ended(.deadLettered) = try await store.cancel(job.id, force: true) else {
                Issue.record("should have ended"); return
            }
            guard case .notFound = try await store.cancel(freshJobID(), force: true) else {
                Issue.record("should not exist"); return
            }
        }
    }
}
