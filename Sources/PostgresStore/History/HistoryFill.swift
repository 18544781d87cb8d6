import Lifecycle
import Postgres

extension JobQueueStore {
    /// Writes jobs of queue `default` that succeeded `daysAgo` days ago, each with its payload of 200 bytes, its end
    /// and its four events: a past, for measurements. Repeating a range changes nothing.
    ///
    /// - Parameter range: which of the day's jobs; they are spread over it, `perDay` of them.
    package func fillHistory(daysAgo: Int, range: Range<Int>, perDay: Int) async throws(StoreError) {
        let now = try await historyTime(nil)
        let day = HistoryDay(micros: now).advanced(by: -daysAgo)
        try await prepareHistory(now: day.number * 86_400_000_000)
        var parameters = Parameters()
        parameters.append(day.number * 86_400_000)
        parameters.append(Int64(range.lowerBound))
        parameters.append(Int64(range.upperBound) - 1)
        parameters.append(Int64(perDay))
        _ = try await read(fillStatement, parameters)
    }

    /// Writes out what is in memory, so that a measurement does not pay for what was before it, nor for autovacuum.
    package func checkpoint() async throws(StoreError) {
        do {
            try await general.simple("VACUUM ANALYZE", timeout: .seconds(600))
            try await general.simple("CHECKPOINT", timeout: .seconds(300))
        } catch { throw StoreError(error) }
    }

    /// How many pages of the database have been looked at so far, in memory or on disk, as far as its processes have
    /// said it: they do so once a second.
    package func pagesTouched() async throws(StoreError) -> Int64 {
        do {
            return try await general.execute(pagesStatement)[0].int64(0)
        } catch { throw StoreError(error) }
    }
}

private let pagesStatement = Statement(
    "history_pages",
    "SELECT (blks_hit + blks_read)::bigint FROM pg_stat_database WHERE datname = current_database()")

private let fillStatement = Statement(
    "history_fill",
    """
    WITH n AS (
        SELECT $1::bigint + n * 86400000 / $4::bigint AS ms, n FROM generate_series($2::bigint, $3::bigint) n
    ), i AS (
        SELECT (lpad(to_hex(ms), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0') || '8'
                || substr(md5(n::text), 1, 15))::uuid AS id, to_timestamp(ms / 1000.0) AS at
        FROM n
    ), j AS (
        INSERT INTO jobs (job_id, queue_name, payload, priority, max_retries, created_at)
        SELECT id, 'default', decode(repeat('61', 200), 'hex'), 0, 3, at FROM i ON CONFLICT DO NOTHING
        RETURNING job_id, created_at
    ), d AS (
        INSERT INTO job_done (job_id, queue_name, status, retry_count, attempt, lease_epoch, started_at, completed_at)
        SELECT job_id, 'default', 'DONE', 0, 1, 0, created_at, created_at FROM j
    )
    INSERT INTO job_events (job_id, from_status, to_status, attempt, occurred_at)
    SELECT job_id, f::job_state, t::job_state, 1, created_at
    FROM j CROSS JOIN (VALUES (NULL, 'PENDING'), ('PENDING', 'ASSIGNED'), ('ASSIGNED', 'RUNNING'), ('RUNNING', 'DONE'))
        AS e(f, t)
    """)
