import Postgres

/// The live workers of one pool, counted.
public struct PoolWorkers: Hashable, Sendable {
    /// Workers that are ONLINE or DRAINING.
    public var online: Int64
    /// Of these, the ones that take no more jobs.
    public var draining: Int64
    /// Jobs that they held at their last heartbeats.
    public var busy: Int64
    /// Jobs that they can run at the same time.
    public var capacity: Int64

    /// Counts of a pool without workers, but for the ones given.
    public init(online: Int64 = 0, draining: Int64 = 0, busy: Int64 = 0, capacity: Int64 = 0) {
        self.online = online
        self.draining = draining
        self.busy = busy
        self.capacity = capacity
    }
}

extension JobQueueStore {
    /// The live workers of each pool that has some, by the pool's stored name, in one statement.
    public func poolWorkers() async throws(StoreError) -> [String: PoolWorkers] {
        let rows = try await read(poolStatement)
        var pools: [String: PoolWorkers] = [:]
        for index in 0..<rows.count {
            let row = rows[index]
            pools[row.string(0)] = PoolWorkers(
                online: row.int64(1), draining: row.int64(2), busy: row.int64(3), capacity: row.int64(4))
        }
        return pools
    }
}

private let poolStatement = Statement(
    "pool_workers",
    """
    SELECT pool, count(*), count(*) FILTER (WHERE status = 'DRAINING'), sum(active_job_count)::bigint,
           sum(concurrency)::bigint
    FROM workers WHERE status <> 'OFFLINE' AND pool <> '' GROUP BY pool
    """)
