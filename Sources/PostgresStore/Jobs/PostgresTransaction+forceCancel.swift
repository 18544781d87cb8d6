import Lifecycle
import Postgres

extension PostgresTransaction {
    /// As `jq-ctl job cancel --force`, inside this transaction.
    ///
    /// - Returns: the worker to tell, nil when none holds the job; and whether the job goes on until that worker has
    ///   killed it.
    func forceCancel(_ id: JobID) async throws -> (worker: JobID?, isRunning: Bool) {
        var parameters = Parameters()
        parameters.append(id)
        if try await execute(CancelSQL.waiting, parameters).count > 0 { return (nil, false) }
        let assigned = try await execute(CancelSQL.assigned, parameters)
        if assigned.count > 0 { return (assigned[0].jobID(2), false) }
        parameters.append(true)
        let running = try await execute(CancelSQL.running, parameters)
        return running.count > 0 ? (running[0].jobID(1), true) : (nil, false)
    }
}
