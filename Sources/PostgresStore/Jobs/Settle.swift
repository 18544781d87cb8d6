public import Lifecycle
import Postgres

/// A job's attempt, named by its fence: no other attempt has this epoch.
public struct Lease: Hashable, Sendable {
    /// Names the job.
    public var job: JobID
    /// Unique over the attempts of all jobs, and greater for a later attempt.
    public var epoch: Int64

    /// Names an attempt; whether it is the current one shows when it is used.
    public init(job: JobID, epoch: Int64) {
        self.job = job
        self.epoch = epoch
    }
}

/// An attempt that succeeded.
public struct Completion: Sendable {
    /// The attempt; when it is not the job's current one, nothing happens.
    public var lease: Lease
    /// Bytes that the job returned, for whoever asks for it; may be empty.
    public var result: [UInt8]
    /// How long it ran, in microseconds; counts when the start was not written before.
    public var duration: Int64
    /// Of a command that exited by itself.
    public var exitCode: Int32?

    /// A success to be given to ``JobQueueStore/settle(started:completed:)``.
    public init(lease: Lease, result: [UInt8], duration: Int64 = 0, exitCode: Int32? = nil) {
        self.lease = lease
        self.result = result
        self.duration = duration
        self.exitCode = exitCode
    }
}

extension JobQueueStore {
    /// ASSIGNED -> RUNNING, and RUNNING -> DONE, in one transaction. An attempt that ends without having been
    /// written as started gets both events here.
    ///
    /// - Returns: the jobs whose lease had passed on: for them nothing was changed. A repeated report of the same
    ///   attempt is not stale.
    public func settle(started: [Lease], completed: [Completion]) async throws(StoreError) -> Set<JobID> {
        try await settling(started: started, completed: completed).stale
    }

    /// The same, and tells which slots of gated queues became free.
    public func settling(
        started: [Lease], completed: [Completion]
    ) async throws(StoreError) -> (stale: Set<JobID>, freed: [FreedSlot]) {
        var statements: [(Statement, Parameters)] = []
        if !started.isEmpty { statements.append((SettleSQL.start, leaseParameters(started))) }
        let ended = completed.map(\.lease)
        if !completed.isEmpty {
            var parameters = leaseParameters(ended)
            parameters.append(completed.map(\.result))
            parameters.append(completed.map(\.duration))
            if completed.contains(where: { $0.exitCode != nil }) {
                parameters.append(completed.map(\.exitCode))
                statements.append((SettleSQL.completeCommands, parameters))
            } else {
                statements.append((SettleSQL.complete, parameters))
            }
        }
        guard !statements.isEmpty else { return ([], []) }
        let results: [Rows]
        do { results = try await queue.batch(statements) } catch { throw StoreError(error) }
        eventSignal.raise()
        var stale: Set<JobID> = []
        var freed: [FreedSlot] = []
        if let rows = results.first, !started.isEmpty { stale = try await unsettled(started, settled: rows) }
        if let rows = results.last, !ended.isEmpty {
            freed = (0..<rows.count).compactMap { FreedSlot(rows[$0], from: 1) }
            stale.formUnion(try await unsettled(ended, settled: rows))
        }
        return (stale, freed)
    }

    /// Leaves out those that ended under exactly this lease before: the report was repeated because its answer
    /// was lost.
    func unsettled(_ leases: [Lease], settled: Rows) async throws(StoreError) -> Set<JobID> {
        let missing = stale(leases, settled: settled)
        if missing.isEmpty { return [] }
        let rows = try await run(
            SettleSQL.settledBefore, leaseParameters(leases.filter { missing.contains($0.job) }))
        return missing.subtracting((0..<rows.count).map { rows[$0].jobID(0) })
    }

    func leaseParameters(_ leases: [Lease]) -> Parameters {
        var parameters = Parameters()
        parameters.append(leases.map(\.job))
        parameters.append(leases.map(\.epoch))
        return parameters
    }

    private func stale(_ leases: [Lease], settled: Rows) -> Set<JobID> {
        if settled.count == leases.count { return [] }
        let good = Set((0..<settled.count).map { settled[$0].jobID(0) })
        return Set(leases.map(\.job).filter { !good.contains($0) })
    }
}

/// Epochs are unique over all jobs, so an id of the one list with an epoch of the other names exactly the pairs,
/// and unlike a join with unnest it can only be an index scan. `lease_epoch = ANY(..)` would compare each row with
/// half the list; `(.. IN (SELECT ..)) IS TRUE` is looked up in a hash table, and is never turned into a join.
enum SettleSQL {
    static let start = Statement(
        "start",
        """
        WITH s AS (
            UPDATE job_running SET started_at = clock_timestamp()
            WHERE job_id = ANY($1::uuid[]) AND (lease_epoch IN (SELECT unnest($2::bigint[]))) IS TRUE
                AND started_at IS NULL
            RETURNING job_id, worker_id, attempt
        ), e AS (
            INSERT INTO job_events (job_id, from_status, to_status, worker_id, attempt)
            SELECT job_id, 'ASSIGNED', 'RUNNING', worker_id, attempt FROM s
        )
        SELECT job_id FROM s
        """)
    static let complete = Statement("complete", completion())
    /// Jobs that run no commands do not pay for exit codes.
    static let completeCommands = Statement(
        "complete_commands",
        completion(column: ", exit_code", value: ", r.exit_code", array: ", $5::integer[]"))

    private static func completion(column: String = "", value: String = "", array: String = "") -> String {
        """
        WITH u AS (
            DELETE FROM job_running
            WHERE job_id = ANY($1::uuid[]) AND (lease_epoch IN (SELECT unnest($2::bigint[]))) IS TRUE
            RETURNING job_id, queue_name, worker_id, lease_epoch, attempt, retry_count, started_at, declared,
                      assigned_at, gated, concurrency_key
        ), d AS (
            INSERT INTO job_done (job_id, queue_name, status, retry_count, attempt, lease_epoch, worker_id,
                                  started_at, result\(column))
            SELECT u.job_id, u.queue_name, 'DONE', u.retry_count, u.attempt, u.lease_epoch, u.worker_id,
                   COALESCE(u.started_at, GREATEST(u.assigned_at, now() - r.duration * interval '1 microsecond')),
                   r.result\(value)
            FROM u JOIN unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::bigint[]\(array))
                AS r(job_id, epoch, result, duration\(column)) ON r.job_id = u.job_id AND r.epoch = u.lease_epoch
        ), e AS (
            INSERT INTO job_events (job_id, from_status, to_status, worker_id, attempt)
            SELECT job_id, 'ASSIGNED'::job_state, 'RUNNING'::job_state, worker_id, attempt
            FROM u WHERE started_at IS NULL
            UNION ALL
            SELECT job_id, 'RUNNING', 'DONE', worker_id, attempt FROM u
        ), l AS (
            UPDATE ledger SET state = 'DONE', finished_at = now()
            WHERE job_id = ANY(ARRAY(SELECT job_id FROM u WHERE declared))
        ), w AS (
            INSERT INTO wait_events (job_id, ended) SELECT job_id, true FROM u WHERE declared
        ), n AS (
            INSERT INTO queue_deltas (queue_name, done) SELECT queue_name, count(*) FROM u GROUP BY queue_name
        )
        SELECT job_id, \(FreedSlot.columns) FROM u
        """
    }

    /// A job that was cancelled before it started keeps its epoch too, but nothing that its worker says counts.
    static let settledBefore = Statement(
        "settled_before",
        """
        SELECT job_id FROM job_done WHERE job_id = ANY($1::uuid[]) AND lease_epoch = ANY($2::bigint[])
            AND (started_at IS NOT NULL OR reason IS DISTINCT FROM 'CANCELLED')
        UNION ALL
        SELECT job_id FROM job_running WHERE job_id = ANY($1::uuid[]) AND lease_epoch = ANY($2::bigint[])
            AND started_at IS NOT NULL
        """)
}
