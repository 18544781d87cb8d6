import Lifecycle
import Postgres
import PostgresStore
import TestCluster
import Testing

/// What a tick of the monitors looks at while many jobs wait.
@Suite struct WaitScaleTests {
    @Test func tenThousandWaitingJobsCostATickNothing() async throws {
        let database = try await TestCluster.shared.makeDatabase()
        func withStore<T>(_ body: (JobQueueStore) async throws -> T) async throws -> T {
            let store = JobQueueStore(
                conninfo: database, queueConnections: 2, generalConnections: 1, applicationName: "test")
            let result = try await body(store)
            await store.shutdown()
            return result
        }
        let awaited = try await withStore { store in
            try await store.migrate()
            let awaited = try await store.enqueue(10_000)
            // A thousand wait for the first one, each of the others for one of its own.
            for page in 0..<10 {
                var jobs: [NewJob] = []
                for index in page * 1000..<(page + 1) * 1000 {
                    var job = NewJob(id: freshJobID(), queue: "default", payload: [])
                    job.waits = [.success(of: awaited[page == 0 ? 0 : index].id)]
                    jobs.append(job)
                }
                let outcome = try await store.submit(jobs, allOrNone: true)
                #expect(outcome.scheduled == 1000)
            }
            return awaited
        }
        let before = try await rowsRead(database)
        try await withStore { store in
            for _ in 0..<20 {
                let released = try await store.release()
                #expect(released.isEmpty)
            }
        }
        let idle = try await rowsRead(database) - before
        #expect(idle < 100, "20 idle ticks read \(idle) rows")
        try await withStore { store in
            try await store.succeed(awaited[5000])
            let released = try await store.release()
            #expect(released.count == 1)
        }
        let one = try await rowsRead(database) - before - idle
        #expect(one < 200, "the release of one job read \(one) rows")
        try await withStore { store in
            try await store.succeed(awaited[0])
            let released = try await store.release()
            #expect(released.count == 1000)
            let check = try await store.checkHistory([])
            #expect(check.violations.isEmpty)
        }
    }

    /// Of the tables of waiting jobs. A session counts when it ends.
    private func rowsRead(_ database: String) async throws -> Int64 {
        let store = JobQueueStore(conninfo: database, applicationName: "test")
        let pool = PostgresPool(
            PostgresConfiguration(conninfo: database, poolSize: 1, applicationName: "test"),
            reactor: store.reactor)
        while true {
            let rows = try await pool.execute(
                Statement(
                    "rows_read",
                    """
                    SELECT sum(seq_tup_read + COALESCE(idx_tup_fetch, 0))::bigint,
                           (SELECT count(*) FROM pg_stat_activity
                            WHERE datname = current_database() AND pid <> pg_backend_pid()
                                AND backend_type = 'client backend')
                    FROM pg_stat_user_tables WHERE relname IN ('job_scheduled', 'job_waits', 'wait_events')
                    """), Parameters())
            if rows[0].int64(1) == 0 {
                await pool.shutdown()
                await store.shutdown()
                return rows[0].int64(0)
            }
        }
    }
}
