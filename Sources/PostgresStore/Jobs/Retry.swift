public import Lifecycle
import Postgres

extension JobQueueStore {
    /// DEAD_LETTERED -> PENDING with retry count 0 (MANUAL_RETRY); nil when the job is in another state.
    public func retry(_ id: JobID) async throws(StoreError) -> ReadyJob? {
        var parameters = Parameters()
        parameters.append(id)
        let results: [Rows]
        do {
            results = try await queue.batch([
                (PartitionSQL.holdSweep, Parameters()), (retryStatement, parameters),
            ])
        } catch { throw StoreError(error) }
        guard let rows = results.last, rows.count > 0 else { return nil }
        return ReadyJob(id: id, queue: rows[0].string(0), rank: rows[0].int16(1), key: rows[0].stringOrNil(2))
    }
}

/// Needs the queue: a job of a queue that is gone stays where it is.
private let retryStatement = Statement(
    "retry",
    """
    WITH d AS (
        DELETE FROM job_done WHERE job_id = $1::uuid AND status = 'DEAD_LETTERED'
            AND EXISTS (SELECT 1 FROM queues q WHERE q.name = job_done.queue_name AND NOT q.draining)
        RETURNING job_id, queue_name, attempt
    ), r AS (
        INSERT INTO job_ready (job_id, queue_name, rank, attempt, declared, expires_at, concurrency_key)
        SELECT d.job_id, d.queue_name, 9 - j.priority, d.attempt, j.resource IS NOT NULL,
               now() + j.ttl_seconds * interval '1 second', j.concurrency_key
        FROM d JOIN jobs j ON j.job_id = d.job_id
        RETURNING job_id, queue_name, rank, concurrency_key
    ), l AS (
        UPDATE ledger SET state = NULL, finished_at = NULL WHERE job_id = ANY(ARRAY(SELECT job_id FROM d))
    ), e AS (
        INSERT INTO job_events (job_id, from_status, to_status, attempt, reason)
        SELECT job_id, 'DEAD_LETTERED', 'PENDING', attempt, 'MANUAL_RETRY' FROM d
    ), n AS (
        INSERT INTO queue_deltas (queue_name, ready, dead_lettered) SELECT queue_name, 1, -1 FROM d
    )
    SELECT queue_name, rank, concurrency_key FROM r
    """)
