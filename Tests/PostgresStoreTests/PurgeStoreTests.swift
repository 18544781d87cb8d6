import Lifecycle
import Planning
import Postgres
import PostgresStore
import Synchronization
import Testing

@Suite struct PurgeStoreTests {
    /// Rows that mention the job, by table.
    private func rows(_ store: JobQueueStore, of id: JobID) async throws -> [String: Int64] {
        let pool = PostgresPool(
            PostgresConfiguration(conninfo: store.conninfo, poolSize: 1, applicationName: "test"),
            reactor: store.reactor)
        defer { Task { await pool.shutdown() } }
        var counts: [String: Int64] = [:]
        for table in ["jobs", "job_done", "job_events", "job_output", "redrive_jobs", "ledger"] {
            let rows = try await pool.execute(
                Statement("", "SELECT count(*) FROM \(table) WHERE job_id = '\(id)'"))
            counts[table] = rows[0].int64(0)
        }
        return counts
    }

    @Test func allOfADeadLetterGoesButTheLedger() async throws {
        try await withStore { store in
            let jobs = try await store.bury(3)
            let (made, _) = try await store.createRedrive(
                DeadLetterSelector(jobs: [jobs[0].id]), actor: "ada")
            _ = try await store.stepRedrive(made.id)
            try await store.run([jobs[0].id], ends: (.failedPermanently, "again"))
            try await store.backdate(
                """
                INSERT INTO job_output (job_id, attempt, sequence, stream, data) VALUES ('\(jobs[0].id)', 1, 1, 1, 'x');
                INSERT INTO ledger (namespace, name, run_key, content_key, hash_version, job_id, owner, state)
                VALUES ('default', 'once', 'k', 'k', 1, '\(jobs[0].id)', 'me', 'DEAD_LETTERED')
                """)
            let before = try await rows(store, of: jobs[0].id)
            #expect(before.values.allSatisfy { $0 > 0 })
            let purged = try await store.purgeDeadLetters(DeadLetterSelector(jobs: [jobs[0].id, jobs[1].id]))
            #expect(purged == 2)
            var after = try await rows(store, of: jobs[0].id)
            #expect(after.removeValue(forKey: "ledger") == 1)
            #expect(after.values.allSatisfy { $0 == 0 })
            #expect(try await store.job(jobs[1].id) == nil)
            #expect(try await store.job(jobs[2].id)?.state == .deadLettered)
            #expect(try await store.counts()["default"]?.deadLettered == 1)
            try await store.expectRightCounts()
        }
    }

    @Test func batchesTakeAllThatFitAndNothingThatLives() async throws {
        try await withStore { store in
            let jobs = try await store.bury(25)
            let living = try await store.enqueue(3)
            let batches = Mutex<[Int]>([])
            let purged = try await store.purgeDeadLetters(DeadLetterSelector(), batch: 10) { count in
                batches.withLock { $0.append(count) }
            }
            #expect(purged == 25 && batches.withLock { $0 } == [10, 10, 5])
            for job in jobs { #expect(try await store.job(job.id) == nil) }
            for job in living { #expect(try await store.job(job.id)?.state == .pending) }
            try await store.expectRightCounts()
        }
    }

    @Test func aRedriveWhoseJobsWerePurgedStillEnds() async throws {
        try await withStore { store in
            let jobs = try await store.bury(2)
            let (made, _) = try await store.createRedrive(DeadLetterSelector(), rate: 1, actor: "ada")
            _ = try await store.stepRedrive(made.id, elapsed: .zero)
            try await store.run([jobs[0].id], ends: (.failedPermanently, "again"))
            #expect(try await store.purgeDeadLetters(DeadLetterSelector()) == 2)
            let end = try #require(try await store.stepRedrive(made.id, elapsed: .seconds(5))).redrive
            #expect(end.state == .finished && end.matched == 2 && end.redriven == 1)
        }
    }

    /// Else both would count the same dead letters out.
    @Test func aPurgeWaitsForASweepOfTheHistory() async throws {
        try await withStore { store in
            _ = try await store.bury(3)
            let impatient = JobQueueStore(
                conninfo: store.conninfo + " options='-c lock_timeout=50ms'", queueConnections: 1,
                generalConnections: 1)
            try await store.whileTheHistoryIsSwept {
                await #expect(throws: StoreError.self) {
                    try await impatient.purgeDeadLetters(DeadLetterSelector())
                }
            }
            #expect(try await store.countDeadLetters(DeadLetterSelector()).total == 3)
            #expect(try await impatient.purgeDeadLetters(DeadLetterSelector()) == 3)
            await impatient.shutdown()
            try await store.expectRightCounts()
        }
    }

    @Test func purgeAndRedriveAtOnceDisagreeAboutNoJob() async throws {
        try await withStore { store in
            let jobs = try await store.bury(300)
            let (made, _) = try await store.createRedrive(DeadLetterSelector(), actor: "ada")
            async let purged = store.purgeDeadLetters(DeadLetterSelector(), batch: 10)
            var moved = 0
            while let step = try await store.stepRedrive(made.id, batch: 10), step.hasMore {
                moved += step.ready.count
            }
            let gone = try await purged
            let redriven = Int(try #require(try await store.redrive(made.id)).redriven)
            #expect(gone + redriven == jobs.count)
            try await store.expectRightCounts()
        }
    }
}
