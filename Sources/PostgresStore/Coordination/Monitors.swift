public import Lifecycle
import Postgres

/// What the monitors do. Each call is safe from several servers at once and handles a bounded batch.
extension JobQueueStore {
    /// Moves scheduled jobs whose time has come into the ready table. Those that wait for other jobs are not looked
    /// at: see ``releaseWaiting(limit:)``.
    public func promoteDue(limit: Int) async throws(StoreError) -> [ReadyJob] {
        var parameters = Parameters()
        parameters.append(Int64(limit))
        let rows = try await run(MonitorSQL.promote, parameters)
        return (0..<rows.count).map {
            ReadyJob(
                id: rows[$0].jobID(0), queue: rows[$0].string(1), rank: rows[$0].int16(2),
                key: rows[$0].stringOrNil(3))
        }
    }

    /// PENDING longer than their ttl -> DEAD_LETTERED (TTL_EXPIRED). Returns how many.
    public func expire() async throws(StoreError) -> Int {
        try await run(MonitorSQL.expire, Parameters()).count
    }

    /// Workers silent for longer than `timeout` become OFFLINE; returns them.
    public func markSilentWorkers(timeout: Duration) async throws(StoreError) -> [JobID] {
        var parameters = Parameters()
        parameters.append(timeout.microseconds)
        let rows = try await run(MonitorSQL.silent, parameters)
        return (0..<rows.count).map { rows[$0].jobID(0) }
    }

    /// Jobs held by workers that are OFFLINE, whenever they became so.
    public func lostLeases(limit: Int) async throws(StoreError) -> [Lease] {
        var parameters = Parameters()
        parameters.append(Int64(limit))
        return leases(try await run(MonitorSQL.lost, parameters))
    }

    /// ASSIGNED for longer than `timeout` without a start.
    public func unstartedLeases(timeout: Duration, limit: Int) async throws(StoreError) -> [Lease] {
        var parameters = Parameters()
        parameters.append(timeout.microseconds)
        parameters.append(Int64(limit))
        return leases(try await run(MonitorSQL.unstarted, parameters))
    }

    /// Adds up the counts that transitions left, and moves the finish-rate samples on.
    public func compactCounts() async throws(StoreError) {
        _ = try await run(MonitorSQL.compact, Parameters())
        _ = try await run(MonitorSQL.sample, Parameters())
    }

    /// Removes queues that were deleted with onDelete Drain and are empty now; returns their names.
    public func removeDrainedQueues() async throws(StoreError) -> [String] {
        // Even a DELETE that meets no row counts as a change of the declarations.
        guard try await read(MonitorSQL.draining)[0].bool(0) else { return [] }
        let rows = try await read(MonitorSQL.drained)
        return (0..<rows.count).map { rows[$0].string(0) }
    }

    /// Jobs that were submitted in the same instant in which their queue went away -> DEAD_LETTERED (QUEUE_DELETED).
    public func deadLetterStranded() async throws(StoreError) -> Int {
        try await run(MonitorSQL.stranded, Parameters()).count
    }
}

private enum MonitorSQL {
    static let promote = Statement(
        "promote",
        """
        WITH due AS MATERIALIZED (
            SELECT job_id FROM job_scheduled
            WHERE not_before <= now() AND NOT waiting
            ORDER BY not_before LIMIT $1 FOR UPDATE SKIP LOCKED
        ), d AS (
            DELETE FROM job_scheduled WHERE job_id = ANY(ARRAY(SELECT job_id FROM due))
            RETURNING job_id, queue_name, rank, retry_count, attempt, declared, expires_at, last_error, concurrency_key
        ), r AS (
            INSERT INTO job_ready (job_id, queue_name, rank, retry_count, attempt, declared, expires_at, last_error,
                                   concurrency_key)
            SELECT job_id, queue_name, rank, retry_count, attempt, declared, expires_at, last_error, concurrency_key
            FROM d RETURNING job_id, queue_name, rank, concurrency_key
        ), n AS (
            INSERT INTO queue_deltas (queue_name, ready, scheduled)
            SELECT queue_name, count(*), -count(*) FROM d GROUP BY queue_name
        )
        SELECT job_id, queue_name, rank, concurrency_key FROM r ORDER BY rank, job_id
        """)
    static let expire = EndSQL.deadLetterWaiting(
        "expire", condition: "expires_at <= now() LIMIT 1000", reason: "TTL_EXPIRED")
    static let stranded = EndSQL.deadLetterWaiting(
        "stranded",
        condition: """
            queue_name = ANY(ARRAY(SELECT t.queue_name FROM (SELECT queue_name FROM queue_totals UNION
                                                            SELECT queue_name FROM queue_deltas) t
                                   WHERE NOT EXISTS (SELECT 1 FROM queues q WHERE q.name = t.queue_name)))
            LIMIT 1000
            """,
        reason: "QUEUE_DELETED")
    static let silent = Statement(
        "workers_silent",
        """
        UPDATE workers SET status = 'OFFLINE', active_job_count = 0, shutdown_requested = false, updated_at = now()
        WHERE status <> 'OFFLINE' AND last_heartbeat < now() - $1::bigint * interval '1 microsecond'
        RETURNING worker_id
        """)
    static let lost = Statement(
        "leases_lost",
        """
        SELECT r.job_id, r.lease_epoch FROM workers w JOIN job_running r ON r.worker_id = w.worker_id
        WHERE w.status = 'OFFLINE' LIMIT $1
        """)
    static let unstarted = Statement(
        "leases_unstarted",
        """
        SELECT job_id, lease_epoch FROM job_running
        WHERE started_at IS NULL AND assigned_at < now() - $1::bigint * interval '1 microsecond' LIMIT $2
        """)
    static let compact = Statement(
        "counts_compact",
        """
        WITH d AS (DELETE FROM queue_deltas RETURNING *)
        INSERT INTO queue_totals AS t (queue_name, ready, scheduled, done, dead_lettered)
        SELECT queue_name, sum(ready), sum(scheduled), sum(done), sum(dead_lettered) FROM d GROUP BY queue_name
        ON CONFLICT (queue_name) DO UPDATE SET
            ready = t.ready + EXCLUDED.ready, scheduled = t.scheduled + EXCLUDED.scheduled,
            done = t.done + EXCLUDED.done, dead_lettered = t.dead_lettered + EXCLUDED.dead_lettered
        """)
    static let sample = Statement(
        "counts_sample",
        """
        UPDATE queue_totals SET earlier_done = sampled_done, earlier_at = sampled_at, sampled_done = done,
            sampled_at = now()
        WHERE sampled_at < now() - interval '30 seconds'
        """)
    static let draining = Statement("queues_draining", "SELECT EXISTS (SELECT 1 FROM queues WHERE draining)")
    static let drained = Statement(
        "queues_drained",
        """
        DELETE FROM queues q WHERE draining
            AND NOT EXISTS (SELECT 1 FROM job_ready r WHERE r.queue_name = q.name)
            AND NOT EXISTS (SELECT 1 FROM job_scheduled s WHERE s.queue_name = q.name)
            AND NOT EXISTS (SELECT 1 FROM job_running r WHERE r.queue_name = q.name)
        RETURNING name
        """)
}
