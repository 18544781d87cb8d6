import Lifecycle
import Planning
import PostgresStore
import Testing

@Suite struct LifecycleStoreTests {
    let worker = freshJobID()

    @Test func aJobGoesFromSubmitToDoneWithItsWholeHistory() async throws {
        try await withStore { store in
            let job = try await store.enqueue(1) { $0.priority = 7 }[0]
            let claimed = try await store.claim([(job.id, worker)])
            let claim = try #require(claimed.first)
            #expect(claim.payload == Array("payload 0".utf8))
            #expect(claim.priority == 7 && claim.attempt == 1 && claim.maxRetries == 3)
            let lease = Lease(job: job.id, epoch: claim.leaseEpoch)
            #expect(try await store.settle(started: [lease], completed: []).isEmpty)
            #expect(try await store.job(job.id)?.state == .running)
            let done = Completion(lease: lease, result: Array("42".utf8))
            #expect(try await store.settle(started: [], completed: [done]).isEmpty)
            let record = try #require(try await store.job(job.id))
            #expect(record.state == .done && record.result == Array("42".utf8))
            #expect(record.worker == worker && record.startedAt != nil && record.completedAt != nil)
            #expect(
                try await store.trail(job) == "NULL>PENDING PENDING>ASSIGNED ASSIGNED>RUNNING RUNNING>DONE")
        }
    }

    @Test func aStartThatTravelsWithItsEndStillHasBothEvents() async throws {
        try await withStore { store in
            let job = try await store.enqueue(1)[0]
            let claim = try #require(try await store.claim([(job.id, worker)]).first)
            let lease = Lease(job: job.id, epoch: claim.leaseEpoch)
            _ = try await store.settle(started: [], completed: [Completion(lease: lease, result: [])])
            #expect(
                try await store.trail(job) == "NULL>PENDING PENDING>ASSIGNED ASSIGNED>RUNNING RUNNING>DONE")
        }
    }

    @Test func twoClaimsOfOneJobGiveItOnce() async throws {
        try await withStore { store in
            let jobs = try await store.enqueue(50)
            let other = freshJobID()
            let wanted = jobs.map(\.id)
            async let first = store.claim(wanted.map { ($0, worker) })
            async let second = store.claim(wanted.map { ($0, other) })
            let both = try await first.map(\.id) + second.map(\.id)
            #expect(both.count == 50 && Set(both) == Set(wanted))
        }
    }

    @Test func aStaleReportChangesNothing() async throws {
        try await withStore { store in
            let job = try await store.enqueue(1)[0]
            let old = try #require(try await store.claim([(job.id, worker)]).first)
            let oldLease = Lease(job: job.id, epoch: old.leaseEpoch)
            _ = try await store.fail([Failure(lease: oldLease, end: .released, message: "")])
            let new = try #require(try await store.claim([(job.id, freshJobID())]).first)
            #expect(new.leaseEpoch > old.leaseEpoch)
            let late = Completion(lease: oldLease, result: Array("zombie".utf8))
            #expect(try await store.settle(started: [oldLease], completed: [late]) == [job.id])
            #expect(try await store.job(job.id)?.state == .assigned)
            let failure = Failure(lease: oldLease, end: .failed, message: "zombie")
            #expect(try await store.fail([failure]).stale == [job.id])
        }
    }

    @Test func aRepeatedReportOfTheSameAttemptIsNotStale() async throws {
        try await withStore { store in
            let job = try await store.enqueue(1)[0]
            let claim = try #require(try await store.claim([(job.id, worker)]).first)
            let done = Completion(lease: Lease(job: job.id, epoch: claim.leaseEpoch), result: [])
            #expect(try await store.settle(started: [], completed: [done]).isEmpty)
            #expect(try await store.settle(started: [], completed: [done]).isEmpty)
            #expect(try await store.events(of: job.id).count == 4)
        }
    }

    @Test func failuresRetryUntilTheBudgetIsSpent() async throws {
        try await withStore { store in
            let job = try await store.enqueue(1) {
                $0.maxRetries = 1
                $0.backoff = (0, 0, 0)
            }[0]
            for attempt in 1...2 {
                let claim = try #require(try await store.claim([(job.id, worker)]).first)
                #expect(claim.attempt == Int32(attempt))
                let lease = Lease(job: job.id, epoch: claim.leaseEpoch)
                _ = try await store.settle(started: [lease], completed: [])
                #expect(
                    try await store.fail([Failure(lease: lease, end: .failed, message: "no \(attempt)")])
                        .stale.isEmpty)
                _ = try await store.promoteDue(limit: 10)
            }
            let record = try #require(try await store.job(job.id))
            #expect(record.state == .deadLettered && record.error == "no 2" && record.retryCount == 1)
            #expect(
                try await store.trail(job)
                    == "NULL>PENDING PENDING>ASSIGNED ASSIGNED>RUNNING RUNNING>FAILED FAILED>PENDING(RETRY) "
                    + "PENDING>ASSIGNED ASSIGNED>RUNNING RUNNING>FAILED FAILED>DEAD_LETTERED(RETRIES_EXHAUSTED)"
            )
            let again = try #require(try await store.retry(job.id).ready)
            #expect(again.id == job.id)
            #expect(try await store.job(job.id)?.retryCount == 0)
            #expect(try await store.retry(job.id) == .refused)
        }
    }

    @Test func backoffIsWrittenAsATimeOfTheDatabase() async throws {
        try await withStore { store in
            let job = try await store.enqueue(1) { $0.backoff = (60_000, 600_000, 0) }[0]
            let claim = try #require(try await store.claim([(job.id, worker)]).first)
            let lease = Lease(job: job.id, epoch: claim.leaseEpoch)
            _ = try await store.fail([Failure(lease: lease, end: .failed, message: "later")])
            let record = try #require(try await store.job(job.id))
            #expect(record.state == .pending && record.error == "later" && record.reason == "RETRY")
            let wait = try #require(record.notBefore) - record.createdAt
            #expect(wait >= 60_000_000 && wait < 120_000_000)
            #expect(try await store.promoteDue(limit: 10).isEmpty)
        }
    }

    @Test func silentWorkersLoseTheirJobs() async throws {
        try await withStore { store in
            _ = try await store.register(
                WorkerRegistration(
                    id: worker, hostname: "h", concurrency: 2, queues: ["default"], pool: "", version: "1"))
            let jobs = try await store.enqueue(2) { $0.backoff = (0, 0, 0) }
            let claims = try await store.claim(jobs.map { ($0.id, worker) })
            _ = try await store.settle(
                started: [Lease(job: jobs[0].id, epoch: claims.first { $0.id == jobs[0].id }!.leaseEpoch)],
                completed: [])
            #expect(try await store.lostLeases(limit: 10).isEmpty)
            #expect(try await store.markSilentWorkers(timeout: .zero) == [worker])
            let lost = try await store.lostLeases(limit: 10)
            #expect(Set(lost.map(\.job)) == Set(jobs.map(\.id)))
            _ = try await store.fail(lost.map { Failure(lease: $0, end: .workerLost, message: "gone") })
            #expect(
                try await store.trail(jobs[0])
                    == "NULL>PENDING PENDING>ASSIGNED ASSIGNED>RUNNING RUNNING>FAILED(WORKER_LOST) FAILED>PENDING(RETRY)"
            )
            #expect(
                try await store.trail(jobs[1])
                    == "NULL>PENDING PENDING>ASSIGNED ASSIGNED>FAILED(WORKER_LOST) FAILED>PENDING(RETRY)")
        }
    }

    @Test func unstartedAssignmentsComeBack() async throws {
        try await withStore { store in
            let job = try await store.enqueue(1)[0]
            _ = try await store.claim([(job.id, worker)])
            #expect(try await store.unstartedLeases(timeout: .seconds(60), limit: 10).isEmpty)
            let leases = try await store.unstartedLeases(timeout: .zero, limit: 10)
            let outcome = try await store.fail(
                leases.map { Failure(lease: $0, end: .released, message: "") }, reason: .assignmentTimeout)
            #expect(outcome.ready.map(\.id) == [job.id])
            #expect(
                try await store.trail(job)
                    == "NULL>PENDING PENDING>ASSIGNED ASSIGNED>PENDING(ASSIGNMENT_TIMEOUT)")
        }
    }

    @Test func pendingJobsExpire() async throws {
        try await withStore { store in
            let job = try await store.enqueue(1) { $0.ttlSeconds = 3600 }[0]
            #expect(try await store.expire() == 0)
            try await store.backdate("UPDATE job_ready SET expires_at = now() - interval '1 second'")
            #expect(try await store.expire() == 1)
            let record = try #require(try await store.job(job.id))
            #expect(record.state == .deadLettered && record.reason == "TTL_EXPIRED")
        }
    }

    @Test func countsFollowEveryTransition() async throws {
        try await withStore { store in
            let jobs = try await store.enqueue(5)
            _ = try await store.enqueue(1) { $0.notBefore = 4_102_444_800_000_000 }
            let claims = try await store.claim(jobs.prefix(4).map { ($0.id, worker) })
            let leases = claims.map { Lease(job: $0.id, epoch: $0.leaseEpoch) }
            _ = try await store.settle(
                started: [leases[0]], completed: [Completion(lease: leases[1], result: [])])
            _ = try await store.fail([Failure(lease: leases[2], end: .failedPermanently, message: "bad")])
            for _ in 0..<2 {
                let counts = try #require(try await store.counts()["default"])
                #expect(
                    counts.ready == 1 && counts.scheduled == 1 && counts.assigned == 1 && counts.running == 1)
                #expect(counts.done == 1 && counts.deadLettered == 1)
                try await store.compactCounts()
            }
        }
    }
}
