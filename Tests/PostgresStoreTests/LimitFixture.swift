import Lifecycle
import LinuxReactor
import Postgres
import PostgresStore

/// A look at the rows themselves, past the store.
struct RowReader {
    let pool: PostgresPool

    /// The number that a query gives.
    func number(_ sql: String) async throws -> Int64 {
        try await pool.execute(Statement("look_\(abs(sql.hashValue))", sql))[0].int64(0)
    }

    func numbers(_ sql: String) async throws -> [Int64] {
        let rows = try await pool.execute(Statement("look_\(abs(sql.hashValue))", sql))
        return (0..<rows.count).map { rows[$0].int64(0) }
    }

    func run(_ sql: String) async throws { try await pool.simple(sql) }

    /// Jobs of a queue that workers hold.
    func held(_ queue: String) async throws -> Int64 {
        try await number("SELECT count(*) FROM job_running WHERE queue_name = '\(queue)'")
    }
}

/// Two stores, as of two servers, on one database with a queue "q" whose row was changed as `settings` says.
func withTwoStores<T>(
    _ settings: String, _ body: (JobQueueStore, JobQueueStore, RowReader) async throws -> T
) async throws -> T {
    try await withStore { store in
        let other = JobQueueStore(
            conninfo: store.conninfo, queueConnections: 2, generalConnections: 2, applicationName: "other")
        let pool = PostgresPool(
            PostgresConfiguration(conninfo: store.conninfo, poolSize: 2, applicationName: "look"),
            reactor: store.reactor)
        do {
            _ = try await store.createQueue("q", maxRetries: nil, ttlSeconds: nil)
            let rows = RowReader(pool: pool)
            if !settings.isEmpty { try await rows.run("UPDATE queues SET \(settings) WHERE name = 'q'") }
            let result = try await body(store, other, rows)
            await other.shutdown()
            await pool.shutdown()
            return result
        } catch {
            await other.shutdown()
            await pool.shutdown()
            throw error
        }
    }
}

extension JobQueueStore {
    /// Claims for a worker of its own through the gate of "q".
    func pass(_ jobs: [NewJob]) async throws -> GatedClaim {
        try await claimGated(jobs.map { ($0.id, freshJobID()) }, queues: ["q"])
    }

    func finish(_ claims: some Sequence<ClaimedJob>) async throws -> [FreedSlot] {
        try await settling(
            started: [],
            completed: claims.map {
                Completion(lease: Lease(job: $0.id, epoch: $0.leaseEpoch), result: [])
            }
        ).freed
    }
}
