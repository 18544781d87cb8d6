public import Lifecycle
import Postgres
public import Resources

/// A declared run that has not ended.
public struct ActiveRun: Hashable, Sendable {
    /// Names the job that the run is.
    public var jobID: JobID
    /// PENDING, ASSIGNED or RUNNING.
    public var state: JobState
    /// Retries so far; 0 again after a retry by hand.
    public var retries: Int64
    /// How often a worker was given the run.
    public var attempt: Int64

    /// A run of exactly these parts.
    public init(jobID: JobID, state: JobState, retries: Int64, attempt: Int64) {
        self.jobID = jobID
        self.state = state
        self.retries = retries
        self.attempt = attempt
    }
}

extension JobQueueStore {
    /// The newest run that has not ended of every Job that has one, also of Jobs that are no longer declared. Costs
    /// what is under way, whatever has ended.
    ///
    /// No notification tells of a declared run's transitions: one in each transaction that ends jobs would cost all
    /// jobs a lock at commit (`reference/measured.md`). Ask every second or so, and compare with the answer before.
    public func activeRuns() async throws(StoreError) -> [ResourceKey: ActiveRun] {
        let rows = try await run(ActiveRunSQL.all, Parameters())
        var runs: [ResourceKey: ActiveRun] = [:]
        runs.reserveCapacity(rows.count)
        for index in 0..<rows.count {
            let row = rows[index]
            // In the order in which they were declared: the newest stays.
            runs[ResourceKey(kind: .job, namespace: row.string(0), name: row.string(1))] = ActiveRun(
                jobID: row.jobID(2), state: JobState(rawValue: row.string(3)) ?? .pending,
                retries: Int64(row.int32(4)), attempt: Int64(row.int32(5)))
        }
        return runs
    }
}

private enum ActiveRunSQL {
    /// On the queue connections: their plans go by index whatever the statistics of these tables say.
    static let all = Statement(
        "runs_active",
        """
        SELECT l.namespace, l.name, l.job_id, s.status, s.retry_count, s.attempt
        FROM ledger l CROSS JOIN LATERAL (
            SELECT 'PENDING' AS status, r.retry_count, r.attempt FROM job_ready r WHERE r.job_id = l.job_id
            UNION ALL
            SELECT 'PENDING', w.retry_count, w.attempt FROM job_scheduled w WHERE w.job_id = l.job_id
            UNION ALL
            SELECT CASE WHEN h.started_at IS NULL THEN 'ASSIGNED' ELSE 'RUNNING' END, h.retry_count, h.attempt
            FROM job_running h WHERE h.job_id = l.job_id
        ) s
        WHERE l.state IS NULL ORDER BY l.declared_at, l.job_id
        """)
}
