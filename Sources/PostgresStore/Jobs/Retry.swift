public import Lifecycle
import Postgres

/// What a retry by hand did.
public enum RetryOutcome: Hashable, Sendable {
    /// PENDING and claimable.
    case ready(ReadyJob)
    /// PENDING; waits anew for what it depends on.
    case waiting
    /// It is not a dead letter, or its queue is gone.
    case refused
    /// Another active job has its unique key.
    case keyHeld(by: JobID)

    /// The job, when it is claimable now.
    public var ready: ReadyJob? {
        if case .ready(let job) = self { job } else { nil }
    }
}

extension JobQueueStore {
    /// DEAD_LETTERED -> PENDING with retry count 0 (MANUAL_RETRY). A job that never got past its dependencies waits
    /// for them again; one whose unique key another job has is left alone.
    public func retry(_ id: JobID) async throws(StoreError) -> RetryOutcome {
        var parameters = Parameters()
        parameters.append([id])
        let results: [Rows]
        do {
            results = try await queue.batch([
                (PartitionSQL.holdSweep, Parameters()), (UniqueKeySQL.lockOf, parameters),
                (RetrySQL.twins, parameters), (RetrySQL.retry, parameters),
            ])
        } catch { throw StoreError(error) }
        if let rows = results.last, rows.count > 0 {
            guard rows[0].bool(4) else { return .waiting }
            return .ready(
                ReadyJob(
                    id: id, queue: rows[0].string(1), rank: rows[0].int16(2), key: rows[0].stringOrNil(3)))
        }
        return results[2].count > 0 ? .keyHeld(by: results[2][0].jobID(1)) : .refused
    }
}

/// Both take any number of jobs, and expect the locks of their keys (``UniqueKeySQL/lockOf``) to be taken before in
/// the same transaction.
enum RetrySQL {
    /// Dead letters of $1 whose keys other jobs have, with these.
    static let twins = Statement(
        "retry_twins",
        """
        SELECT j.job_id, u.job_id FROM jobs j CROSS JOIN LATERAL (
            SELECT job_id FROM unique_keys u
            WHERE u.queue_name = j.queue_name AND u.unique_key = j.unique_key AND u.job_id <> j.job_id
                AND \(UniqueKeySQL.isHeld("u")) LIMIT 1
        ) u
        WHERE j.job_id = ANY($1::uuid[]) AND j.unique_key IS NOT NULL
            AND (SELECT true FROM job_done d WHERE d.job_id = j.job_id AND d.status = 'DEAD_LETTERED' LIMIT 1)
        """)

    static let retry = Statement(
        "retry",
        """
        WITH \(back("$1::uuid[]", reason: .manualRetry))
        SELECT \(moved)
        """)

    /// Jobs that are back, and whether they are claimable; from CTEs of ``back(_:reason:)``.
    static let moved = """
        job_id, queue_name, rank, concurrency_key, true FROM r
        UNION ALL SELECT job_id, queue_name, rank, concurrency_key, false FROM s
        """

    /// CTEs that put the dead letters among these ids back into their queues, with all their retries and their whole
    /// time to live. Needs the queue: a job of a queue that is gone stays where it is. Of several with one unique key
    /// the first is taken. CTE `d` has job_id and attempt of all that are back.
    static func back(_ ids: String, reason: TransitionReason) -> String {
        """
        c AS MATERIALIZED (
            SELECT j.job_id, j.unique_key, j.queue_name, j.priority, j.resource, j.ttl_seconds, j.concurrency_key,
                   row_number() OVER (PARTITION BY j.queue_name, j.unique_key ORDER BY j.job_id) AS place,
                   EXISTS (SELECT 1 FROM job_waits w WHERE w.job_id = j.job_id) AS waits,
                   (SELECT u.job_id FROM unique_keys u
                    WHERE u.queue_name = j.queue_name AND u.unique_key = j.unique_key AND u.job_id <> j.job_id
                        AND \(UniqueKeySQL.isHeld("u")) LIMIT 1) AS holder
            FROM jobs j WHERE j.job_id = ANY(\(ids))
        ), d AS (
            DELETE FROM job_done WHERE status = 'DEAD_LETTERED' AND job_id = ANY(ARRAY(
                    SELECT job_id FROM c WHERE holder IS NULL AND (unique_key IS NULL OR place = 1)))
                AND EXISTS (SELECT 1 FROM queues q WHERE q.name = job_done.queue_name AND NOT q.draining)
            RETURNING job_id, queue_name, attempt
        ), p AS (
            SELECT d.*, c.priority, c.resource, c.ttl_seconds, c.concurrency_key, c.waits, c.unique_key
            FROM d JOIN c ON c.job_id = d.job_id
        ), r AS (
            INSERT INTO job_ready (job_id, queue_name, rank, attempt, declared, expires_at, concurrency_key)
            SELECT job_id, queue_name, 9 - priority, attempt, resource IS NOT NULL,
                   now() + ttl_seconds * interval '1 second', concurrency_key
            FROM p WHERE NOT waits
            RETURNING job_id, queue_name, rank, concurrency_key
        ), s AS (
            INSERT INTO job_scheduled (job_id, queue_name, rank, attempt, declared, not_before, waiting,
                                       concurrency_key)
            SELECT job_id, queue_name, 9 - priority, attempt, resource IS NOT NULL, '-infinity', true, concurrency_key
            FROM p WHERE waits
            RETURNING job_id, queue_name, rank, concurrency_key
        ), w AS (
            INSERT INTO wait_events (job_id, ended) SELECT job_id, false FROM s
        ), k AS (
            INSERT INTO unique_keys AS u (queue_name, unique_key, job_id, accepted_at)
            SELECT queue_name, unique_key, job_id, now() FROM p WHERE unique_key IS NOT NULL
            ON CONFLICT (queue_name, unique_key) DO UPDATE
            SET job_id = EXCLUDED.job_id, accepted_at = EXCLUDED.accepted_at,
                expires_at = CASE WHEN u.job_id = EXCLUDED.job_id THEN u.expires_at END
        ), l AS (
            UPDATE ledger SET state = NULL, finished_at = NULL WHERE job_id = ANY(ARRAY(SELECT job_id FROM d))
        ), e AS (
            INSERT INTO job_events (job_id, from_status, to_status, attempt, reason)
            SELECT job_id, 'DEAD_LETTERED', 'PENDING', attempt, '\(reason.rawValue)' FROM d
        ), n AS (
            INSERT INTO queue_deltas (queue_name, ready, scheduled, dead_lettered)
            SELECT queue_name, count(*) FILTER (WHERE NOT waits), count(*) FILTER (WHERE waits), -count(*)
            FROM p GROUP BY queue_name
        )
        """
    }
}
