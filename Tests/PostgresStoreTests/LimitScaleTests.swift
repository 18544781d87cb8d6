import Postgres
import PostgresStore
import TestCluster
import Testing

/// What claims through a gate read, however many jobs have ended since the last vacuum.
@Suite struct LimitScaleTests {
    private static let rounds = 20
    private static let keys = 1000

    @Test func slotsOfEndedJobsAreNotReadAgain() async throws {
        // Of its own: while a transaction of any database is open that began before a job ended, the entry of that
        // job's slot is kept and read again.
        let cluster = TestCluster(settings: [:])
        let database = try await cluster.makeDatabase()
        func withStore<T>(_ body: (JobQueueStore) async throws -> T) async throws -> T {
            let store = JobQueueStore(
                conninfo: database, queueConnections: 2, generalConnections: 1, applicationName: "test")
            let result = try await body(store)
            await store.shutdown()
            return result
        }
        try await withStore { store in
            try await store.migrate()
            _ = try await store.createQueue("q", maxRetries: nil, ttlSeconds: nil)
            try await store.backdate(
                """
                UPDATE queues SET concurrency_limit = 5000, concurrency_per_key = 2 WHERE name = 'q';
                ALTER TABLE job_running SET (autovacuum_enabled = off)
                """)
        }
        let before = try await entriesRead(database)
        try await withStore { store in
            for _ in 0..<Self.rounds {
                var key = 0
                let jobs = try await store.enqueue(Self.keys, queue: "q") { job in
                    job.concurrencyKey = "key-\(key)"
                    key += 1
                }
                let claim = try await store.pass(jobs)
                #expect(claim.claimed.count == Self.keys && claim.gates.first?.held == Self.keys)
                let freed = try await store.finish(claim.claimed)
                #expect(freed.count == Self.keys)
            }
        }
        // Per round: the slots that were given back since the last one, twice at most, and those held afterwards.
        let read = try await entriesRead(database) - before
        #expect(read < Self.rounds * Self.keys * 6, "\(Self.rounds) claims read \(read) slots")
        #expect(read >= Self.rounds * Self.keys)
    }

    /// Index entries of slots that scans gave out. A session counts when it ends.
    private func entriesRead(_ database: String) async throws -> Int {
        let store = JobQueueStore(conninfo: database, applicationName: "test")
        let pool = PostgresPool(
            PostgresConfiguration(conninfo: database, poolSize: 1, applicationName: "test"),
            reactor: store.reactor)
        while true {
            let rows = try await pool.execute(
                Statement(
                    "entries_read",
                    """
                    SELECT idx_tup_read,
                           (SELECT count(*) FROM pg_stat_activity
                            WHERE datname = current_database() AND pid <> pg_backend_pid()
                                AND backend_type = 'client backend')
                    FROM pg_stat_user_indexes WHERE indexrelname = 'job_running_slots'
                    """), Parameters())
            if rows[0].int64(1) == 0 {
                await pool.shutdown()
                await store.shutdown()
                return Int(rows[0].int64(0))
            }
        }
    }
}
