import Lifecycle
import PostgresStore
import Testing

/// A batch carries the calls of many: what is odd about one of them must not fail the others.
@Suite struct BatchTests {
    let worker = freshJobID()

    @Test func aFailureMessageWithNULIsWritten() async throws {
        try await withStore { store in
            let jobs = try await store.enqueue(2) { $0.maxRetries = 0 }
            let claims = try await store.claim(jobs.map { ($0.id, worker) })
            let failures = claims.map {
                Failure(lease: Lease(job: $0.id, epoch: $0.leaseEpoch), end: .failed, message: "a\0b")
            }
            #expect(try await store.fail(failures).stale.isEmpty)
            #expect(try await store.job(jobs[0].id)?.error == "ab")
        }
    }

    @Test func aJobThatIsWantedTwiceIsClaimedOnce() async throws {
        try await withStore { store in
            let jobs = try await store.enqueue(2).map(\.id)
            let other = freshJobID()
            let claims = try await store.claim([(jobs[0], worker), (jobs[0], other), (jobs[1], worker)])
            #expect(Set(claims.map(\.id)) == Set(jobs) && claims.count == 2)
            #expect(claims.allSatisfy { $0.worker == worker })
        }
    }

    @Test func aJobThatIsSubmittedTwiceInOneBatchIsOneJob() async throws {
        try await withStore { store in
            let job = NewJob(id: freshJobID(), queue: "default", payload: [1])
            let other = NewJob(id: freshJobID(), queue: "default", payload: [2])
            let outcome = try await store.submit([job, other, job], allOrNone: false)
            #expect(outcome.created == 2 && outcome.refused.isEmpty)
            #expect(try await store.events(of: job.id).count == 1)
        }
    }

    @Test func reportsOfTwoAttemptsInOneBatchSettleTheLivingOne() async throws {
        try await withStore { store in
            let job = try await store.enqueue(1)[0].id
            let old = try #require(try await store.claim([(job, worker)]).first)
            let oldLease = Lease(job: job, epoch: old.leaseEpoch)
            _ = try await store.fail([Failure(lease: oldLease, end: .released, message: "")])
            let new = try #require(try await store.claim([(job, worker)]).first)
            let stale = try await store.settle(
                started: [],
                completed: [
                    Completion(lease: oldLease, result: Array("zombie".utf8)),
                    Completion(lease: Lease(job: job, epoch: new.leaseEpoch), result: Array("living".utf8)),
                ])
            #expect(try await store.job(job)?.result == Array("living".utf8))
            #expect(stale.isEmpty || stale == [job])
        }
    }

    @Test func failuresOfTwoAttemptsInOneBatchCountTheLivingOne() async throws {
        try await withStore { store in
            let job = try await store.enqueue(1) { $0.maxRetries = 0 }[0].id
            let old = try #require(try await store.claim([(job, worker)]).first)
            let oldLease = Lease(job: job, epoch: old.leaseEpoch)
            _ = try await store.fail([Failure(lease: oldLease, end: .released, message: "")])
            let new = try #require(try await store.claim([(job, worker)]).first)
            _ = try await store.fail([
                Failure(lease: oldLease, end: .failed, message: "zombie"),
                Failure(lease: Lease(job: job, epoch: new.leaseEpoch), end: .failed, message: "living"),
            ])
            #expect(try await store.job(job)?.error == "living")
        }
    }

    @Test func aShutdownIsForgottenWhenTheWorkerHasLeft() async throws {
        try await withStore { store in
            let registration = WorkerRegistration(
                id: worker, hostname: "h", concurrency: 1, queues: ["default"], pool: "", version: "1")
            _ = try await store.register(registration)
            #expect(try await store.requestShutdown(worker)?.shutdownRequested == true)
            #expect(try await store.deregister(worker))
            let again = try await store.register(registration)
            #expect(!again.shutdownRequested && again.state == .online)
        }
    }

    @Test func lookingForDrainedQueuesChangesNoDeclaration() async throws {
        try await withStore { store in
            let version = try await store.declarationVersion()
            #expect(try await store.removeDrainedQueues().isEmpty)
            #expect(try await store.declarationVersion() == version)
        }
    }

    @Test func aWorkerThatComesBackWithoutItsJobsHasLostThem() async throws {
        try await withStore { store in
            let jobs = try await store.enqueue(3).map(\.id)
            let claims = try await store.claim(jobs.map { ($0, worker) })
            let started = claims.filter { $0.id != jobs[2] }.map { Lease(job: $0.id, epoch: $0.leaseEpoch) }
            #expect(try await store.settle(started: started, completed: []).isEmpty)
            // The same worker id connects again and holds one of the two running jobs.
            let unheld = try await store.unheldAttempts(worker: worker, held: [jobs[0]])
            let ends = Dictionary(uniqueKeysWithValues: unheld.map { ($0.lease.job, $0.end) })
            #expect(ends == [jobs[1]: .workerLost, jobs[2]: .released])
            _ = try await store.fail(unheld)
            #expect(try await store.job(jobs[0])?.state == .running)
            #expect(try await store.job(jobs[1])?.retryCount == 1)
            #expect(try await store.job(jobs[2])?.retryCount == 0)
        }
    }
}
