import Lifecycle
import PostgresStore
import Testing

/// Unique keys of submitted jobs.
@Suite struct UniqueKeyStoreTests {
    private func keyed(
        _ key: String = "k", queue: String = "default", _ change: (inout NewJob) -> Void = { _ in }
    )
        -> NewJob
    {
        var job = NewJob(id: freshJobID(), queue: queue, payload: [])
        job.uniqueKey = key
        change(&job)
        return job
    }

    @Test func aTwinIsNotAcceptedWhileTheHolderIsActive() async throws {
        try await withStore { store in
            let first = keyed()
            #expect(try await store.submit([first], allOrNone: true).ready.map(\.id) == [first.id])
            for allOrNone in [true, false] {
                let twin = keyed()
                let outcome = try await store.submit([twin], allOrNone: allOrNone)
                #expect(outcome.created == 0 && outcome.duplicates == [twin.id: first.id])
                #expect(outcome.refused.isEmpty && outcome.existing.isEmpty)
                #expect(try await store.job(twin.id) == nil)
            }
            // The same job again is no twin of itself; other keys and other queues are no twins.
            _ = try await store.createQueue("other", maxRetries: 1, ttlSeconds: nil)
            let others = [first, keyed("l"), keyed(queue: "other")]
            let outcome = try await store.submit(others, allOrNone: true)
            #expect(outcome.existing == [first.id] && outcome.created == 2 && outcome.duplicates.isEmpty)
            try await store.succeed(first)
            let next = keyed()
            #expect(try await store.submit([next], allOrNone: true).created == 1)
        }
    }

    @Test func twinsWithinABatchAndMissingQueues() async throws {
        try await withStore { store in
            let batch = [keyed(queue: "nowhere"), keyed(), keyed(), keyed("l"), keyed()]
            let plain = NewJob(id: freshJobID(), queue: "default", payload: [])
            let outcome = try await store.submit(batch + [plain], allOrNone: false)
            #expect(outcome.refused == [batch[0].id])
            #expect(outcome.duplicates == [batch[2].id: batch[1].id, batch[4].id: batch[1].id])
            #expect(Set(outcome.ready.map(\.id)) == [batch[1].id, batch[3].id, plain.id])
            let error = await #expect(throws: StoreError.self) {
                try await store.submit([keyed("m"), keyed("n", queue: "nowhere")], allOrNone: true)
            }
            #expect(error?.message == queueNotFound("nowhere"))
            // What failed holds no key.
            #expect(try await store.holder(ofKey: "m", queue: "default") == nil)
        }
    }

    @Test func aPeriodOutlivesTheJob() async throws {
        try await withStore { store in
            let first = keyed { $0.uniquePeriodMilliseconds = 3_600_000 }
            _ = try await store.submit([first], allOrNone: true)
            try await store.succeed(first)
            let twin = keyed()
            #expect(try await store.submit([twin], allOrNone: true).duplicates == [twin.id: first.id])
            try await store.backdate("UPDATE unique_keys SET expires_at = now()")
            #expect(try await store.submit([twin], allOrNone: true).created == 1)
        }
    }

    @Test func keysAreHeldInEveryStateButTheEnd() async throws {
        try await withStore { store in
            let first = keyed { $0.notBefore = 4_102_444_800_000_000 }
            _ = try await store.submit([first], allOrNone: true)
            func isHeld() async throws -> Bool {
                try await store.holder(ofKey: "k", queue: "default") == first.id
            }
            #expect(try await isHeld() == true)
            try await store.backdate("UPDATE job_scheduled SET not_before = now()")
            #expect(try await store.release().count == 1)
            #expect(try await isHeld() == true)
            let claim = try #require(try await store.claim([(first.id, freshJobID())]).first)
            #expect(try await isHeld() == true)
            let lease = Lease(job: first.id, epoch: claim.leaseEpoch)
            _ = try await store.fail([Failure(lease: lease, end: .failed, message: "no")])
            #expect(try await isHeld() == true)
            _ = try await store.cancel(first.id, force: false)
            #expect(try await isHeld() == false)
        }
    }

    /// Two servers, one key: whoever commits, there is one.
    @Test func twoStoresAgreeOnOneHolder() async throws {
        try await withStore { store in
            let other = JobQueueStore(
                conninfo: store.conninfo, queueConnections: 2, generalConnections: 1,
                applicationName: "test")
            for round in 0..<100 {
                let twins = [keyed("k\(round)"), keyed("k\(round)")]
                async let left = store.submit([twins[0]], allOrNone: false)
                async let right = other.submit([twins[1]], allOrNone: false)
                let outcomes = try await (left, right)
                #expect(outcomes.0.created + outcomes.1.created == 1, "round \(round)")
                let winner = outcomes.0.created == 1 ? twins[0] : twins[1]
                let duplicates = outcomes.0.duplicates.merging(outcomes.1.duplicates) { $1 }
                #expect(Array(duplicates.values) == [winner.id])
                #expect(try await store.holder(ofKey: "k\(round)", queue: "default") == winner.id)
            }
            #expect(try await store.jobs(queue: nil, state: nil, before: nil, limit: 1000).count == 100)
            await other.shutdown()
        }
    }

    @Test func aRetryNeedsTheKeyAndTakesItAgain() async throws {
        try await withStore { store in
            let first = keyed()
            _ = try await store.submit([first], allOrNone: true)
            try await store.kill(first, "no")
            let second = keyed()
            _ = try await store.submit([second], allOrNone: true)
            #expect(try await store.retry(first.id) == .keyHeld(by: second.id))
            #expect(try await store.job(first.id)?.state == .deadLettered)
            try await store.succeed(second)
            #expect(try await store.retry(first.id).ready?.id == first.id)
            let third = keyed()
            #expect(try await store.submit([third], allOrNone: true).duplicates == [third.id: first.id])
        }
    }

    @Test func dependingOnATwinIsDependingOnTheHolder() async throws {
        try await withStore { store in
            let first = keyed()
            _ = try await store.submit([first], allOrNone: true)
            let twin = keyed()
            let next = keyed("next") { $0.waits = [.success(of: twin.id)] }
            let outcome = try await store.submit([next, twin], allOrNone: true)
            #expect(outcome.duplicates == [twin.id: first.id] && outcome.scheduled == 1)
            #expect(try await store.job(next.id)?.waitsFor == first.id)
        }
    }

    @Test func keysThatNobodyHoldsAreRemovedAPageAtATime() async throws {
        try await withStore { store in
            let jobs = (0..<10).map { keyed("k\($0)") }
            _ = try await store.submit(jobs, allOrNone: true)
            for job in jobs[..<7] { try await store.succeed(job) }
            try await store.backdate(
                "UPDATE unique_keys SET expires_at = now() + interval '1 hour' WHERE unique_key = 'k0'")
            var position: (queue: String, key: String)?
            var pages = 0
            repeat {
                position = try await store.cleanUniqueKeys(after: position, limit: 4)
                pages += 1
            } while position != nil
            #expect(pages == 3)
            try await store.backdate(
                """
                DO $$ BEGIN
                    IF (SELECT count(*) FROM unique_keys) <> 4 THEN RAISE EXCEPTION 'wrong count'; END IF;
                END $$
                """)
            #expect(try await store.holder(ofKey: "k9", queue: "default") == jobs[9].id)
        }
    }
}
