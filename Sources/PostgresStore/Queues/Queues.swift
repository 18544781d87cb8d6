public import Planning
import Postgres

extension JobQueueStore {
    /// Every queue, by name.
    public func queues() async throws(StoreError) -> [QueueRecord] {
        let rows = try await read(QueueSQL.all)
        return (0..<rows.count).map { QueueRecord(rows[$0]) }
    }

    /// One queue; nil when there is none of this name.
    public func queue(named name: String) async throws(StoreError) -> QueueRecord? {
        var parameters = Parameters()
        parameters.append(name)
        let rows = try await read(QueueSQL.one, parameters)
        return rows.count > 0 ? QueueRecord(rows[0]) : nil
    }

    /// Makes a queue by hand. Fails with `alreadyExists`.
    public func createQueue(
        _ name: String, maxRetries: Int32?, ttlSeconds: Int64?
    ) async throws(StoreError) -> QueueRecord {
        var parameters = Parameters()
        parameters.append(name)
        parameters.append(maxRetries ?? 3)
        if let ttlSeconds { parameters.append(ttlSeconds) } else { parameters.appendNull() }
        let rows = try await read(QueueSQL.create, parameters)
        guard rows.count > 0 else { throw StoreError(.alreadyExists, "queue \"\(name)\" exists already") }
        return QueueRecord(rows[0])
    }

    /// How many jobs of each queue are where; one queue, or all.
    public func counts(queue name: String? = nil) async throws(StoreError) -> [String: QueueCounts] {
        var parameters = Parameters()
        parameters.append(name)
        let rows = try await read(QueueSQL.counts, parameters)
        var counts: [String: QueueCounts] = [:]
        for index in 0..<rows.count { counts[rows[index].string(0)] = QueueCounts(rows[index], from: 1) }
        return counts
    }

    /// How many jobs of each queue are where, all queues in one statement, by stored name.
    public func queueCounts() async throws(StoreError) -> [String: QueueCounts] {
        try await counts(queue: nil)
    }

    /// When the job that waits longest in this queue was created, in microseconds since 1970.
    public func oldestReady(queue name: String) async throws(StoreError) -> Int64? {
        var parameters = Parameters()
        parameters.append(name)
        let rows = try await run(QueueSQL.oldest, parameters)
        return rows.count > 0 ? rows[0].timestampMicrosOrNil(0) : nil
    }
}

extension QueueCounts {
    /// ready, scheduled, assigned, running, done, dead_lettered, finish_rate from column `first` on.
    init(_ row: Row, from first: Int) {
        self.init(
            ready: row.int64(first), scheduled: row.int64(first + 1), assigned: row.int64(first + 2),
            running: row.int64(first + 3), done: row.int64(first + 4), deadLettered: row.int64(first + 5),
            finishRate: row.double(first + 6))
    }
}

enum QueueSQL {
    static let countColumns = "ready, scheduled, assigned, running, done, dead_lettered, finish_rate"

    static let all = Statement("queues", "SELECT \(QueueRecord.columns) FROM queues ORDER BY name")
    static let one = Statement("queue", "SELECT \(QueueRecord.columns) FROM queues WHERE name = $1")
    static let create = Statement(
        "queue_create",
        """
        INSERT INTO queues (name, max_retries, ttl_seconds) VALUES ($1, $2::int, $3::bigint)
        ON CONFLICT DO NOTHING RETURNING \(QueueRecord.columns)
        """)
    static let counts = Statement(
        "queue_counts",
        "SELECT queue_name, \(countColumns) FROM queue_counts WHERE $1::text IS NULL OR queue_name = $1")
    /// Ids are made in order of time, and within one rank that is the claim order.
    static let oldest = Statement(
        "queue_oldest",
        """
        SELECT min(j.created_at) FROM jobs j WHERE j.job_id = ANY(ARRAY(
            SELECT (SELECT job_id FROM job_ready r WHERE r.queue_name = $1 AND r.rank = k::smallint ORDER BY job_id LIMIT 1)
            FROM generate_series(0, 9) k))
        """)
}
