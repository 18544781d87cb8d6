import Postgres

/// Statement parts that several transitions share: what it takes to move jobs into `job_done` or back.
enum EndSQL {
    /// CTEs that record the rows of CTE `source` as dead letters: the row, its ledger entry, and for those that wait
    /// for them (`wait_events`).
    ///
    /// `source` has job_id, queue_name, retry_count, attempt, lease_epoch, worker_id, started_at, declared, error,
    /// reason.
    ///
    /// - Parameter exitCode: what stands for the exit code of the command that ran last.
    static func deadLetter(_ source: String, exitCode: String = "NULL::integer") -> String {
        """
        done AS (
            INSERT INTO job_done (job_id, queue_name, status, retry_count, attempt, lease_epoch, worker_id,
                                  started_at, error_message, reason, exit_code)
            SELECT job_id, queue_name, 'DEAD_LETTERED', retry_count, attempt, lease_epoch, worker_id, started_at,
                   error, reason, \(exitCode)
            FROM \(source)
        ), ledgered AS (
            UPDATE ledger SET state = 'DEAD_LETTERED', finished_at = now()
            WHERE job_id = ANY(ARRAY(SELECT job_id FROM \(source) WHERE declared))
        ), awaited_end AS (
            INSERT INTO wait_events (job_id, ended) SELECT job_id, true FROM \(source) WHERE declared
        )
        """
    }

    /// Removes waiting jobs that match `condition` and dead-letters them for `reason`; answers with their ids.
    static func deadLetterWaiting(_ name: String, condition: String, reason: String) -> Statement {
        Statement(
            name,
            """
            WITH a AS (
                DELETE FROM job_ready WHERE job_id = ANY(ARRAY(SELECT job_id FROM job_ready WHERE \(condition)))
                RETURNING job_id, queue_name, retry_count, attempt, declared, last_error
            ), b AS (
                DELETE FROM job_scheduled
                WHERE job_id = ANY(ARRAY(SELECT job_id FROM job_scheduled WHERE \(condition)))
                RETURNING job_id, queue_name, retry_count, attempt, declared, last_error
            ), gone AS (
                SELECT job_id, queue_name, retry_count, attempt, declared, last_error AS error, '\(reason)' AS reason,
                       NULL::bigint AS lease_epoch, NULL::uuid AS worker_id, NULL::timestamptz AS started_at
                FROM (SELECT * FROM a UNION ALL SELECT * FROM b) x
            ), \(deadLetter("gone")), e AS (
                INSERT INTO job_events (job_id, from_status, to_status, attempt, reason)
                SELECT job_id, 'PENDING', 'DEAD_LETTERED', attempt, reason FROM gone
            ), n AS (
                INSERT INTO queue_deltas (queue_name, ready, scheduled, dead_lettered)
                SELECT queue_name, -sum(ready), -sum(1 - ready), count(*)
                FROM (SELECT queue_name, 1 AS ready FROM a UNION ALL SELECT queue_name, 0 FROM b) x
                GROUP BY queue_name
            )
            SELECT job_id FROM gone
            """)
    }
}
