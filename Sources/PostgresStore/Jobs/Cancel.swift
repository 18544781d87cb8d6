public import Lifecycle
import Postgres

/// What a cancellation met.
public enum CancelOutcome: Sendable {
    /// Dead-lettered at once. When a worker held it (unstarted), it should be told.
    case cancelled(heldBy: Lease?, worker: JobID?)
    /// RUNNING and forced: its worker must kill it; the job ends when the worker reports, or is lost.
    case requested(Lease, worker: JobID)
    /// RUNNING, and not forced.
    case running
    case ended(JobState)
    case notFound
}

extension JobQueueStore {
    /// PENDING and ASSIGNED jobs become dead letters (CANCELLED); a RUNNING one only when forced, through its worker.
    public func cancel(_ id: JobID, force: Bool) async throws(StoreError) -> CancelOutcome {
        var parameters = Parameters()
        parameters.append(id)
        let waiting = try await run(CancelSQL.waiting, parameters)
        if waiting.count > 0 { return .cancelled(heldBy: nil, worker: nil) }
        let assigned = try await run(CancelSQL.assigned, parameters)
        if assigned.count > 0 {
            return .cancelled(
                heldBy: Lease(job: id, epoch: assigned[0].int64(1)), worker: assigned[0].jobID(2))
        }
        parameters.append(force)
        let running = try await run(CancelSQL.running, parameters)
        if running.count > 0 {
            guard force else { return .running }
            return .requested(Lease(job: id, epoch: running[0].int64(0)), worker: running[0].jobID(1))
        }
        guard let job = try await job(id) else { return .notFound }
        // Neither waiting nor held nor ended: it moved between the statements. Look once more.
        return job.state.isTerminal ? .ended(job.state) : try await cancel(id, force: force)
    }

    /// Running jobs of these workers that somebody asked to kill.
    public func cancellations(workers: [JobID]) async throws(StoreError) -> [(worker: JobID, lease: Lease)] {
        guard !workers.isEmpty else { return [] }
        var parameters = Parameters()
        parameters.append(workers)
        let rows = try await run(CancelSQL.requested, parameters)
        return (0..<rows.count).map { index in
            (rows[index].jobID(0), Lease(job: rows[index].jobID(1), epoch: rows[index].int64(2)))
        }
    }
}

enum CancelSQL {
    static let waiting = EndSQL.deadLetterWaiting(
        "cancel_waiting", condition: "job_id = $1::uuid", reason: "CANCELLED")
    static let assigned = Statement(
        "cancel_assigned",
        """
        WITH x AS (
            DELETE FROM job_running WHERE job_id = $1::uuid AND started_at IS NULL
            RETURNING job_id, queue_name, worker_id, lease_epoch, attempt, retry_count, started_at, declared,
                      NULL::text AS error, 'CANCELLED'::text AS reason
        ), \(EndSQL.deadLetter("x")), e AS (
            INSERT INTO job_events (job_id, from_status, to_status, worker_id, attempt, reason)
            SELECT job_id, 'ASSIGNED', 'DEAD_LETTERED', worker_id, attempt, reason FROM x
        ), n AS (
            INSERT INTO queue_deltas (queue_name, dead_lettered)
            SELECT queue_name, count(*) FROM x GROUP BY queue_name
        )
        SELECT job_id, lease_epoch, worker_id FROM x
        """)
    static let running = Statement(
        "cancel_running",
        """
        UPDATE job_running
        SET cancel_requested_at = CASE WHEN $2::boolean THEN COALESCE(cancel_requested_at, now())
                                       ELSE cancel_requested_at END
        WHERE job_id = $1::uuid AND started_at IS NOT NULL
        RETURNING lease_epoch, worker_id
        """)
    static let requested = Statement(
        "cancel_requested",
        """
        SELECT worker_id, job_id, lease_epoch FROM job_running
        WHERE worker_id = ANY($1::uuid[]) AND cancel_requested_at IS NOT NULL
        """)
}
