import Lifecycle
import Postgres

/// Inserts a batch of jobs with their ready or scheduled row, first event and count, in one statement.
///
/// A job whose id exists is left alone. `onMissingQueue` decides about the others: `skip` leaves them out (single
/// submits of many callers travel together), `fail` aborts the statement (all or none).
enum SubmitSQL {
    static let skipping = Statement("submit", text(join: "JOIN"))
    static let allOrNone = Statement("submit_all", text(join: "LEFT JOIN"))

    /// The same for batches with waits or unique keys, which others need not pay for. Jobs that must have their
    /// unique key by now are left out if they do not; jobs with waits are scheduled whatever their time
    /// (``WaitSQL/resolve`` says then how they stand).
    static let boundSkipping = Statement("submit_bound", boundText(join: "JOIN"))
    static let boundAllOrNone = Statement("submit_bound_all", boundText(join: "LEFT JOIN"))

    private static let columns = """
        id, queue, payload, priority, max_retries, ttl, timeout, not_before, base, max, jitter, resource, run_key,
        schedule, concurrency_key, unique_key, labels
        """
    private static let arrays = """
        $1::uuid[], $2::text[], $3::bytea[], $4::smallint[], $5::int[], $6::bigint[], $7::bigint[], $8::bigint[],
        $9::bigint[], $10::bigint[], $11::float8[], $12::text[], $13::bytea[], $14::text[], $15::text[], $16::text[],
        $17::text[]
        """

    private static func insertion(join: String, condition: String = "") -> String {
        """
        j AS (
            INSERT INTO jobs (job_id, queue_name, payload, priority, max_retries, ttl_seconds, timeout_ms,
                              backoff_base_ms, backoff_max_ms, backoff_jitter, queue_generation, resource, run_key,
                              schedule, concurrency_key, unique_key, labels)
            SELECT s.id, q.name, s.payload, COALESCE(s.priority, q.priority), COALESCE(s.max_retries, q.max_retries),
                   COALESCE(s.ttl, q.ttl_seconds), COALESCE(s.timeout, q.timeout_ms), s.base, s.max, s.jitter,
                   q.generation, s.resource, s.run_key, s.schedule, s.concurrency_key, s.unique_key, s.labels::jsonb
            FROM s \(join) queues q ON q.name = s.queue AND NOT q.draining
            \(condition)
            ON CONFLICT (job_id) DO NOTHING
            RETURNING job_id, queue_name, (9 - priority)::smallint AS rank, ttl_seconds, resource, concurrency_key
        )
        """
    }

    private static let counting = """
        c AS (
            INSERT INTO queue_deltas (queue_name, ready, scheduled)
            SELECT queue_name, count(*) FILTER (WHERE ready), count(*) FILTER (WHERE NOT ready)
            FROM (SELECT queue_name, true AS ready FROM r UNION ALL SELECT queue_name, false FROM d) x
            GROUP BY queue_name
        )
        SELECT job_id, queue_name, rank, concurrency_key, true FROM r
        UNION ALL SELECT job_id, queue_name, rank, concurrency_key, false FROM d
        """

    private static func text(join: String) -> String {
        """
        WITH s AS (
            SELECT * FROM unnest(\(arrays)) AS t(\(columns))
        ), \(insertion(join: join)), n AS (
            SELECT j.*, to_timestamp(s.not_before / 1e6) AS not_before FROM j JOIN s ON s.id = j.job_id
        ), r AS (
            INSERT INTO job_ready (job_id, queue_name, rank, declared, expires_at, concurrency_key)
            SELECT job_id, queue_name, rank, resource IS NOT NULL, now() + ttl_seconds * interval '1 second', concurrency_key
            FROM n WHERE not_before IS NULL OR not_before <= now()
            RETURNING job_id, queue_name, rank, concurrency_key
        ), d AS (
            INSERT INTO job_scheduled (job_id, queue_name, rank, declared, not_before, expires_at, concurrency_key)
            SELECT job_id, queue_name, rank, resource IS NOT NULL, not_before,
                   not_before + ttl_seconds * interval '1 second', concurrency_key
            FROM n WHERE not_before > now()
            RETURNING job_id, queue_name, rank, concurrency_key
        ), e AS (
            INSERT INTO job_events (job_id, to_status) SELECT job_id, 'PENDING' FROM j
        ), \(counting)
        """
    }

    /// A wait for the success of a job that does not exist makes its row's job NULL, which aborts the statement.
    private static func boundText(join: String) -> String {
        """
        WITH s AS (
            SELECT * FROM unnest(\(arrays), $18::boolean[], $19::text[], $20::boolean[])
                AS t(\(columns), waiting, reason, must_hold)
        ), \(insertion(join: join, condition: held)), n AS (
            SELECT j.*, s.waiting, s.reason, to_timestamp(s.not_before / 1e6) AS not_before
            FROM j JOIN s ON s.id = j.job_id
        ), w AS (
            INSERT INTO job_waits (job_id, awaited, namespace, name, needs_success)
            SELECT CASE WHEN t.awaited IS NULL OR NOT t.needs_success OR t.awaited IN (SELECT job_id FROM j)
                            OR (SELECT true FROM jobs k WHERE k.job_id = t.awaited LIMIT 1) THEN t.job_id END,
                   t.awaited, t.namespace, t.name, t.needs_success
            FROM unnest($21::uuid[], $22::uuid[], $23::text[], $24::text[], $25::boolean[])
                AS t(job_id, awaited, namespace, name, needs_success)
            WHERE t.job_id IN (SELECT job_id FROM j)
        ), r AS (
            INSERT INTO job_ready (job_id, queue_name, rank, declared, expires_at, concurrency_key)
            SELECT job_id, queue_name, rank, resource IS NOT NULL, now() + ttl_seconds * interval '1 second', concurrency_key
            FROM n WHERE NOT waiting AND (not_before IS NULL OR not_before <= now())
            RETURNING job_id, queue_name, rank, concurrency_key
        ), d AS (
            INSERT INTO job_scheduled (job_id, queue_name, rank, declared, not_before, waiting, expires_at, reason,
                                       concurrency_key)
            SELECT job_id, queue_name, rank, resource IS NOT NULL, COALESCE(not_before, '-infinity'), waiting,
                   CASE WHEN NOT waiting THEN not_before + ttl_seconds * interval '1 second' END, reason,
                   concurrency_key
            FROM n WHERE waiting OR not_before > now()
            RETURNING job_id, queue_name, rank, concurrency_key
        ), e AS (
            INSERT INTO job_events (job_id, to_status, reason) SELECT job_id, 'PENDING', reason FROM n
        ), \(counting)
        """
    }

    /// A job of a queue that is missing goes on to the error that says so.
    private static let held = """
        WHERE NOT s.must_hold OR q.name IS NULL OR (
            SELECT u.job_id FROM unique_keys u
            WHERE u.queue_name = q.name AND u.unique_key = s.unique_key LIMIT 1) = s.id
        """

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
        parameters.append(jobs.map(\.schedule))
        parameters.append(jobs.map(\.concurrencyKey))
        parameters.append(jobs.map(\.uniqueKey))
        parameters.append(jobs.map { $0.labels.isEmpty ? nil : $0.labelsJSON })
        return parameters
    }

    /// - Parameter mustHold: jobs with a unique key are left out unless the key is theirs by now.
    static func boundParameters(_ jobs: [NewJob], mustHold: Bool) -> Parameters {
        var parameters = parameters(jobs)
        parameters.append(jobs.map { !$0.waits.isEmpty })
        parameters.append(jobs.map { $0.waitReason?.rawValue })
        parameters.append(jobs.map { mustHold && $0.uniqueKey != nil })
        let waits = jobs.flatMap { job in job.waits.map { (job: job.id, wait: $0) } }
        parameters.append(waits.map(\.job))
        parameters.append(waits.map { $0.wait.awaited?.uuid })
        parameters.append(waits.map { $0.wait.newestOf?.namespace })
        parameters.append(waits.map { $0.wait.newestOf?.name })
        parameters.append(waits.map(\.wait.needsSuccess))
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

extension NewJob.Wait {
    var awaited: JobID? {
        switch self {
        case .end(let id), .success(let id): id
        case .newestRun: nil
        }
    }

    var newestOf: (namespace: String, name: String)? {
        if case .newestRun(let namespace, let name) = self { (namespace, name) } else { nil }
    }

    var needsSuccess: Bool {
        if case .end = self { false } else { true }
    }
}
