public import Planning
import Postgres

/// A queue's row: what the scheduler works with.
public struct QueueRecord: Hashable, Sendable {
    /// Stored name: "emails", or "team-a/emails" outside of the default namespace.
    public var name: String
    /// The row's settings, whether declared or made by hand.
    public var settings: QueueSettings
    /// What lies over them now, by field; each ends by itself.
    public var overrides: [QueueOverride]
    /// The settings in force.
    public var effective: QueueSettings { settings.overridden(by: overrides) }
    /// Deleted with onDelete Drain: takes no jobs, goes away when empty.
    public var draining: Bool
    /// Generation of the declaration it follows; 0 when it was made by hand.
    public var generation: Int64
    /// Microseconds since 1970.
    public var createdAt: Int64

    static let columns = """
        name, max_retries, ttl_seconds, timeout_ms, priority, paused, backoff_base_ms, backoff_max_ms, backoff_jitter,
        draining, generation, created_at, concurrency_limit, concurrency_per_key, rate_limit, rate_period_ms,
        retention_done_ms, retention_dead_ms, \(OverrideSQL.ofQueue)
        """

    static let columnCount = 19

    init(_ row: Row) {
        name = row.string(0)
        settings = QueueSettings(
            maxRetries: row.int32(1), ttlSeconds: row.int64OrNil(2), timeoutMilliseconds: row.int64OrNil(3),
            priority: row.int16(4), paused: row.bool(5), backoffBaseMilliseconds: row.int64(6),
            backoffMaxMilliseconds: row.int64(7), backoffJitter: row.double(8),
            concurrencyLimit: row.int32OrNil(12), concurrencyPerKey: row.int32OrNil(13),
            rateLimit: row.int32OrNil(14), ratePeriodMilliseconds: row.int64OrNil(15),
            retentionDoneMilliseconds: row.int64(16), retentionDeadLetteredMilliseconds: row.int64(17))
        draining = row.bool(9)
        generation = row.int64(10)
        createdAt = row.timestampMicros(11)
        overrides = QueueOverride.list(row.stringOrNil(18))
    }
}

extension QueueRecord {
    /// The queue as a plan and a status look at it.
    public func live(_ counts: QueueCounts) -> LiveQueue {
        LiveQueue(settings: settings, counts: counts, draining: draining, overrides: overrides)
    }
}
