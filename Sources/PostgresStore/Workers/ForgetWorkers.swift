import Lifecycle
import Postgres

extension JobQueueStore {
    /// Removes workers that have been OFFLINE and silent for so long and hold nothing; returns how many. In a
    /// cluster each pod is a worker of its own, so that their rows would grow for ever. One that comes back
    /// registers anew.
    public func forgetWorkers(silentFor silence: Duration) async throws(StoreError) -> Int {
        var parameters = Parameters()
        parameters.append(silence.microseconds)
        return try await read(forgetStatement, parameters).count
    }
}

private let forgetStatement = Statement(
    "workers_forget",
    """
    DELETE FROM workers w
    WHERE status = 'OFFLINE' AND last_heartbeat < now() - $1::bigint * interval '1 microsecond'
        AND NOT EXISTS (SELECT 1 FROM job_running r WHERE r.worker_id = w.worker_id)
    RETURNING worker_id
    """)
