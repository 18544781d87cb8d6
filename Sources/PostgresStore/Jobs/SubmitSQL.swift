import Lifecycle
import Postgres

/// Inserts a batch of jobs with their ready or scheduled row, first event and count, in one statement.
///
/// A job whose id exists is left alone. `onMissingQueue` decides about the others: `skip` leaves them out (single
/// submits of many callers travel together), `fail` aborts the statement (all or none).
enum SubmitSQL {
    static let skipping = Statement("submit", text(join: "JOIN"))
    static let allOrNone = Statement("submit_all", text(join: "LEFT JOIN"))

    private static func text(join: String) -> String {
        """
        WITH s AS (
            SELECT * FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::smallint[], $5::int[], $6::bigint[],
                                 $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::float8[],
                                 $12::text[], $13::bytea[], $14::uuid[], $15::text[], $16::text[], $17::text[],
                                 $18::text[])
                AS t(id, queue, payload, priority, max_retries, ttl, timeout, not_before, base, max, jitter,
                     resource, run_key, waits_for, schedule, concurrency_key, unique_key, labels)
        ), j AS (
            INSERT INTO jobs (job_id, queue_name, payload, priority, max_retries, ttl_seconds, timeout_ms,
                              backoff_base_ms, backoff_max_ms, backoff_jitter, queue_generation, resource, run_key,
                              schedule, concurrency_key, unique_key, labels)
            SELECT s.id, q.name, s.payload, COALESCE(s.priority, q.priority), COALESCE(s.max_retries, q.max_retries),
                   COALESCE(s.ttl, q.ttl_seconds), COALESCE(s.timeout, q.timeout_ms), s.base, s.max, s.jitter,
                   q.generation, s.resource, s.run_key, s.schedule, s.concurrency_key, s.unique_key, s.labels::jsonb
            FROM s \(join) queues q ON q.name = s.queue AND NOT q.draining
            ON CONFLICT (job_id) DO NOTHING
            RETURNING job_id, queue_name, (9 - priority)::smallint AS rank, ttl_seconds, resource, concurrency_key
        ), n AS (
            SELECT j.*, s.waits_for,
                   CASE WHEN s.waits_for IS NOT NULL AND s.not_before IS NULL THEN '-infinity'::timestamptz
                        ELSE to_timestamp(s.not_before / 1e6) END AS not_before
            FROM j JOIN s ON s.id = j.job_id
        ), r AS (
            INSERT INTO job_ready (job_id, queue_name, rank, declared, expires_at, concurrency_key)
            SELECT job_id, queue_name, rank, resource IS NOT NULL, now() + ttl_seconds * interval '1 second', concurrency_key
            FROM n WHERE not_before IS NULL OR (waits_for IS NULL AND not_before <= now())
            RETURNING job_id, queue_name, rank, concurrency_key
        ), d AS (
            INSERT INTO job_scheduled (job_id, queue_name, rank, declared, not_before, waits_for, expires_at,
                                       concurrency_key)
            SELECT job_id, queue_name, rank, resource IS NOT NULL, not_before, waits_for,
                   GREATEST(now(), not_before) + ttl_seconds * interval '1 second', concurrency_key
            FROM n WHERE NOT (not_before IS NULL OR (waits_for IS NULL AND not_before <= now()))
            RETURNING job_id, queue_name, rank, concurrency_key
        ), e AS (
            INSERT INTO job_events (job_id, to_status) SELECT job_id, 'PENDING' FROM j
        ), c AS (
            INSERT INTO queue_deltas (queue_name, ready, scheduled)
            SELECT queue_name, count(*) FILTER (WHERE ready), count(*) FILTER (WHERE NOT ready)
            FROM (SELECT queue_name, true AS ready FROM r UNION ALL SELECT queue_name, false FROM d) x
            GROUP BY queue_name
        )
        SELECT job_id, queue_name, rank, concurrency_key, true FROM r
        UNION ALL SELECT job_id, queue_name, rank, concurrency_key, false FROM d
        """
    }

    /// Which of these ids exist already.
    static let existing = Statement(
        "submit_existing", "SELECT job_id FROM jobs WHERE job_id = ANY($1::uuid[])")

    static func parameters(_ jobs: [NewJob]) -> Parameters {
        var parameters = Parameters()
        parameters.append(jobs.map(\.id))
        parameters.append(jobs.map(\.queue))
        parameters.append(jobs.map(\.payload))
        parameters.append(jobs.map(\.priority))
        parameters.append(jobs.map(\.maxRetries))
        parameters.append(jobs.map(\.ttlSeconds))
        parameters.append(jobs.map(\.timeoutMilliseconds))
        parameters.append(jobs.map(\.notBefore))
        parameters.append(jobs.map { $0.backoff?.base })
        parameters.append(jobs.map { $0.backoff?.max })
        parameters.append(jobs.map { $0.backoff?.jitter })
        parameters.append(jobs.map { $0.declaration?.resource })
        parameters.append(jobs.map { $0.declaration?.runKey })
        parameters.append(jobs.map { $0.waitsFor?.uuid })
        parameters.append(jobs.map(\.schedule))
        parameters.append(jobs.map(\.concurrencyKey))
        parameters.append(jobs.map(\.uniqueKey))
        parameters.append(jobs.map { $0.labels.isEmpty ? nil : $0.labelsJSON })
        return parameters
    }

    static func outcome(_ rows: Rows) -> (outcome: SubmitOutcome, created: Set<JobID>) {
        var outcome = SubmitOutcome()
        var created: Set<JobID> = []
        created.reserveCapacity(rows.count)
        for index in 0..<rows.count {
            let row = rows[index]
            let id = row.jobID(0)
            created.insert(id)
            if row.bool(4) {
                outcome.ready.append(
                    ReadyJob(id: id, queue: row.string(1), rank: row.int16(2), key: row.stringOrNil(3)))
            } else {
                outcome.scheduled += 1
            }
        }
        return (outcome, created)
    }
}
