import Lifecycle
import Planning
import Postgres

/// What other parts of the schema know about a job that waits: dependencies, unique keys and rate windows.
extension ExplainLoader {
    /// Jobs that have to end before this one: by id, or the newest run of a Job.
    func dependencies(of job: JobID) async throws -> [AwaitedJob] {
        var parameters = Parameters()
        parameters.append(job)
        let rows = try await transaction.execute(ExplainWaitSQL.dependencies, parameters)
        var awaited: [AwaitedJob] = []
        var ids: [JobID] = []
        for index in 0..<rows.count {
            let row = rows[index]
            if let id = row.jobIDOrNil(0) {
                ids.append(id)
            } else {
                awaited.append(AwaitedJob(id: nil, resource: row.stringOrNil(1)))
            }
        }
        return (ids.isEmpty ? [] : try await self.awaited(ids)) + awaited
    }

    /// The job that has the key, when it is another one.
    func twin(of job: JobID, queue: String, key: String) async throws -> AwaitedJob? {
        var parameters = Parameters()
        parameters.append(queue)
        parameters.append(key)
        let rows = try await transaction.execute(ExplainWaitSQL.keyHolder, parameters)
        guard rows.count > 0, rows[0].jobID(0) != job else { return nil }
        return try await awaited([rows[0].jobID(0)]).first
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
    /// At most as many as are shown, and a few more.
    static let dependencies = Statement(
        "explain_dependencies",
        """
        SELECT awaited, CASE WHEN namespace = 'default' THEN name ELSE namespace || '/' || name END
        FROM job_waits WHERE job_id = $1::uuid AND needs_success ORDER BY namespace, name, awaited LIMIT 100
        """)
    static let keyHolder = Statement(
        "explain_key_holder", "SELECT job_id FROM unique_keys WHERE queue_name = $1 AND unique_key = $2")
    /// Hundredths that end after $2.
    static let rate = Statement(
        "explain_rate",
        """
        SELECT ends_at, starts FROM rate_windows WHERE queue_name = $1 AND ends_at > $2::bigint
        ORDER BY ends_at LIMIT 200
        """)
}
