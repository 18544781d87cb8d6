import Lifecycle
import Planning
import PostgresStore
import Testing

/// Submitted jobs that depend on others.
@Suite struct WaitStoreTests {
    @Test func aJobStartsWhenAllThatItDependsOnAreDone() async throws {
        try await withStore { store in
            let first = try await store.enqueue(2)
            let next = try await store.enqueue(1) { $0.waits = first.map { .success(of: $0.id) } }[0]
            #expect(try await store.job(next.id)?.waitsFor == first[0].id)
            #expect(try await store.release().isEmpty)
            try await store.succeed(first[0])
            #expect(try await store.release().isEmpty)
            #expect(try await store.job(next.id)?.waitsFor == first[1].id)
            try await store.succeed(first[1])
            #expect(try await store.release().map(\.id) == [next.id])
            #expect(try await store.job(next.id)?.waitsFor == nil)
            try await store.succeed(next)
            let check = try await store.checkHistory((first + [next]).map(\.id))
            #expect(check.violations.isEmpty)
        }
    }

    @Test func aDependencyThatIsDoneAlreadyHoldsNothingUp() async throws {
        try await withStore { store in
            let first = try await store.enqueue(1)[0]
            try await store.succeed(first)
            var next = NewJob(id: freshJobID(), queue: "default", payload: [])
            next.waits = [.success(of: first.id)]
            let outcome = try await store.submit([next], allOrNone: true)
            #expect(outcome.ready.map(\.id) == [next.id] && outcome.scheduled == 0 && outcome.created == 1)
        }
    }

    @Test func aDeadDependencyMakesADeadLetterThatSaysWhy() async throws {
        try await withStore { store in
            let first = try await store.enqueue(1)[0]
            let before = try await store.enqueue(1) { $0.waits = [.success(of: first.id)] }[0]
            let last = try await store.enqueue(1) { $0.waits = [.success(of: before.id)] }[0]
            try await store.kill(first, "disk full")
            #expect(try await store.release().isEmpty)
            var next = NewJob(id: freshJobID(), queue: "default", payload: [])
            next.waits = [.success(of: first.id)]
            #expect(try await store.submit([next], allOrNone: true).deadLettered == [next.id])
            for job in [before, next] {
                let record = try #require(try await store.job(job.id))
                #expect(record.state == .deadLettered && record.reason == "DEPENDENCY_FAILED")
                #expect(
                    record.error == "it depends on job \(first.id), which was dead-lettered "
                        + "(PERMANENT_FAILURE): disk full")
                #expect(try await store.trail(job) == "NULL>PENDING PENDING>DEAD_LETTERED(DEPENDENCY_FAILED)")
            }
            // The failure goes on to those behind.
            let record = try #require(try await store.job(last.id))
            #expect(record.reason == "DEPENDENCY_FAILED" && record.error?.contains("\(before.id)") == true)
            #expect(try await store.counts()["default"]?.deadLettered == 4)
            #expect(try await store.checkHistory([]).violations.isEmpty)
        }
    }

    @Test func aRetryWaitsAnew() async throws {
        try await withStore { store in
            let first = try await store.enqueue(1)[0]
            let next = try await store.enqueue(1) { $0.waits = [.success(of: first.id)] }[0]
            try await store.kill(first, "no")
            #expect(try await store.release().isEmpty)
            // A dependency that is retried brings nobody back by itself.
            #expect(try await store.retry(first.id).ready != nil)
            #expect(try await store.release().isEmpty)
            #expect(try await store.job(next.id)?.state == .deadLettered)
            #expect(try await store.retry(next.id) == .waiting)
            #expect(try await store.release().isEmpty)
            #expect(try await store.job(next.id)?.state == .pending)
            try await store.succeed(first)
            #expect(try await store.release().map(\.id) == [next.id])
            // It got past its dependencies: the next retry does not ask again.
            try await store.kill(next, "no")
            #expect(try await store.retry(next.id).ready?.id == next.id)
            try await store.succeed(next)
            #expect(try await store.checkHistory([]).violations.isEmpty)
        }
    }

    @Test func aRetryBeforeItsDependencyIsADeadLetterAgain() async throws {
        try await withStore { store in
            let first = try await store.enqueue(1)[0]
            let next = try await store.enqueue(1) { $0.waits = [.success(of: first.id)] }[0]
            try await store.kill(first, "no")
            _ = try await store.release()
            #expect(try await store.retry(next.id) == .waiting)
            #expect(try await store.release().isEmpty)
            #expect(try await store.job(next.id)?.reason == "DEPENDENCY_FAILED")
        }
    }

    @Test func unknownDependenciesAreRefusedByName() async throws {
        try await withStore { store in
            let nobody = freshJobID()
            let good = NewJob(id: freshJobID(), queue: "default", payload: [])
            var bad = NewJob(id: freshJobID(), queue: "default", payload: [])
            bad.waits = [.success(of: nobody)]
            let batch = [good, bad]
            let error = await #expect(throws: StoreError.self) {
                try await store.submit(batch, allOrNone: true)
            }
            #expect(error?.code == .notFound && error?.message.contains("\(nobody)") == true)
            #expect(error?.message.contains("\(bad.id)") == true)
            let record = try await store.job(good.id)
            #expect(record == nil)
        }
    }

    @Test func jobsOfABatchMayDependOnEachOtherInAnyOrderButNotInACircle() async throws {
        try await withStore { store in
            var jobs = (0..<3).map { _ in NewJob(id: freshJobID(), queue: "default", payload: []) }
            jobs[0].waits = [.success(of: jobs[2].id)]
            jobs[1].waits = [.success(of: jobs[0].id)]
            let outcome = try await store.submit(jobs, allOrNone: true)
            #expect(outcome.ready.map(\.id) == [jobs[2].id] && outcome.scheduled == 2)
            #expect(try await store.submit(jobs, allOrNone: true).existing.count == 3)
            for index in [2, 0, 1] {
                try await store.succeed(jobs[index])
                _ = try await store.release()
            }
            #expect(try await store.checkHistory(jobs.map(\.id)).violations.isEmpty)

            var circle = (0..<3).map { _ in NewJob(id: freshJobID(), queue: "default", payload: []) }
            for index in 0..<3 { circle[index].waits = [.success(of: circle[(index + 1) % 3].id)] }
            let wrong = circle
            let error = await #expect(throws: StoreError.self) {
                try await store.submit(wrong, allOrNone: true)
            }
            #expect(error?.code == .invalidArgument)
            let way = (0..<4).map { circle[$0 % 3].id.description }.joined(separator: " -> ")
            #expect(error?.message.contains("\(circle[0].id) -> \(circle[1].id)") == true, "\(way)")
        }
    }

    @Test func aCancelledOrMovedJobIsNotReleased() async throws {
        try await withStore { store in
            let first = try await store.enqueue(1)[0]
            let next = try await store.enqueue(1) { $0.waits = [.success(of: first.id)] }[0]
            _ = try await store.cancel(next.id, force: false)
            try await store.succeed(first)
            #expect(try await store.release().isEmpty)
            #expect(try await store.job(next.id)?.reason == "CANCELLED")
            #expect(try await store.checkHistory([]).violations.isEmpty)
        }
    }

    @Test func itsOwnTimeComesAfterItsDependencies() async throws {
        try await withStore { store in
            let first = try await store.enqueue(1)[0]
            let next = try await store.enqueue(1) {
                $0.waits = [.success(of: first.id)]
                $0.notBefore = 4_102_444_800_000_000
                $0.ttlSeconds = 60
            }[0]
            try await store.succeed(first)
            #expect(try await store.release().isEmpty)
            #expect(try await store.job(next.id)?.notBefore == 4_102_444_800_000_000)
            try await store.backdate("UPDATE job_scheduled SET not_before = now()")
            #expect(try await store.release().map(\.id) == [next.id])
        }
    }

    /// The time to live is for waiting for a worker.
    @Test func waitingForOthersDoesNotUseUpTheTimeToLive() async throws {
        try await withStore { store in
            let first = try await store.enqueue(1)[0]
            let next = try await store.enqueue(1) {
                $0.waits = [.success(of: first.id)]
                $0.ttlSeconds = 1
            }[0]
            try await store.backdate("UPDATE jobs SET created_at = now() - interval '1 hour'")
            #expect(try await store.expire() == 0)
            try await store.succeed(first)
            #expect(try await store.release().map(\.id) == [next.id])
            try await store.backdate("UPDATE job_ready SET expires_at = expires_at - interval '2 seconds'")
            #expect(try await store.expire() == 1)
        }
    }

    /// An end that a statement forgot to enter is found all the same, and what is gone leaves nothing behind.
    @Test func theSweepFindsWhatNobodyEntered() async throws {
        try await withStore { store in
            let first = try await store.enqueue(3)
            let next = try await store.enqueue(3) { job in
                job.waits = first.map { .success(of: $0.id) }
            }
            for job in first { try await store.succeed(job) }
            try await store.backdate("DELETE FROM wait_events")
            #expect(try await store.release().isEmpty)
            var position: Int64?
            var pages = 0
            repeat {
                position = try await store.sweepWaits(after: position, limit: 4)
                pages += 1
            } while position != nil
            #expect(pages == 3)
            #expect(Set(try await store.release().map(\.id)) == Set(next.map(\.id)))
        }
    }
}

extension JobQueueStore {
    /// Lets a claimable job succeed.
    func succeed(_ job: NewJob) async throws {
        let claim = try #require(try await claim([(job.id, freshJobID())]).first)
        let lease = Lease(job: job.id, epoch: claim.leaseEpoch)
        _ = try await settle(started: [], completed: [Completion(lease: lease, result: [])])
    }

    /// Makes a dead letter of a claimable job.
    func kill(_ job: NewJob, _ error: String) async throws {
        let claim = try #require(try await claim([(job.id, freshJobID())]).first)
        let lease = Lease(job: job.id, epoch: claim.leaseEpoch)
        _ = try await fail([Failure(lease: lease, end: .failedPermanently, message: error)])
    }
}
