import Lifecycle
import Planning
import Postgres

/// What keeps a job waiting that another one has to end.
struct JobWaits {
    var dependencies: [AwaitedJob] = []
    var earlierRun: AwaitedJob?
    var twin: AwaitedJob?
}

/// What other parts of the schema know about a job that waits: other jobs, and rate windows.
extension ExplainLoader {
    /// What has to happen before this job may start, each thing once and as what it is: a job that it depends on, an
    /// earlier run of what declares it, or a job that had its unique key before. What has happened is left out.
    func waits(of job: JobRecord) async throws -> JobWaits {
        var parameters = Parameters()
        parameters.append(job.id)
        parameters.append(job.resource)
        parameters.append(job.schedule)
        let rows = try await transaction.execute(ExplainWaitSQL.waits, parameters)
        let known = try await awaited((0..<rows.count).compactMap { rows[$0].jobIDOrNil(0) })
        let states = Dictionary(known.map { ($0.id, $0) }) { first, _ in first }
        var waits = JobWaits()
        for index in 0..<rows.count {
            let row = rows[index]
            let id = row.jobIDOrNil(0)
            var other = id.flatMap { states[$0] } ?? AwaitedJob(id: id)
            if row.bool(3) {
                other.resource = other.resource ?? row.stringOrNil(1)
                other.state = other.state ?? row.stringOrNil(2).flatMap { JobState(rawValue: $0) }
                if other.state != .done { waits.dependencies.append(other) }
            } else if let state = other.state, !state.isTerminal {
                if row.bool(4) {
                    waits.earlierRun = waits.earlierRun ?? other
                } else {
                    waits.twin = waits.twin ?? other
                }
            }
        }
        return waits
    }

    /// What was handed out in the window that ends now. It is counted in hundredths of the period, and one leaves the
    /// window when no moment of it is in there any more.
    func rate(of queue: String, periodMilliseconds: Int64, now: Int64) async throws -> [RateShare] {
        let (period, _) = periodMilliseconds.multipliedReportingOverflow(by: 1000)
        var parameters = Parameters()
        parameters.append(queue)
        parameters.append(now - period)
        let rows = try await transaction.execute(ExplainWaitSQL.rate, parameters)
        return (0..<rows.count).map { index in
            let row = rows[index]
            return RateShare(
                count: Int64(row.int32(1)), leavesAt: row.int64(0) + period)
        }
    }
}

private enum ExplainWaitSQL {
    /// At most as many as a job may have. A name stands for its newest run; $2 and $3 tell whose run the job is.
    static let waits = Statement(
        "explain_waits",
        """
        SELECT COALESCE(n.job_id, w.awaited),
               CASE WHEN w.namespace = 'default' THEN w.name ELSE w.namespace || '/' || w.name END,
               n.state::text, w.needs_success,
               (SELECT (j.resource = $2::text OR j.schedule = $3::text) IS TRUE FROM jobs j WHERE j.job_id = w.awaited)
                   IS TRUE
        FROM job_waits w LEFT JOIN LATERAL (
            SELECT l.job_id, l.state FROM ledger l WHERE l.namespace = w.namespace AND l.name = w.name
            ORDER BY l.declared_at DESC, l.job_id DESC LIMIT 1
        ) n ON true
        WHERE w.job_id = $1::uuid ORDER BY w.needs_success, w.namespace, w.name, w.awaited LIMIT 200
        """)
    /// Hundredths that end after $2.
    static let rate = Statement(
        "explain_rate",
        """
        SELECT ends_at, starts FROM rate_windows WHERE queue_name = $1 AND ends_at > $2::bigint
        ORDER BY ends_at LIMIT 200
        """)
}
