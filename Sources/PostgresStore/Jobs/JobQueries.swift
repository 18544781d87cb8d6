public import Lifecycle
import Postgres

extension JobQueueStore {
    /// One job; nil when there is none of this id.
    public func job(_ id: JobID) async throws(StoreError) -> JobRecord? {
        var parameters = Parameters()
        parameters.append(id)
        let rows = try await run(JobQuerySQL.one, parameters)
        return rows.count > 0 ? JobRecord(rows[0]) : nil
    }

    /// Jobs newest first, older than `before`.
    public func jobs(
        queue: String?, state: JobState?, before: JobID?, limit: Int
    ) async throws(StoreError) -> [JobRecord] {
        if state == .failed { return [] }
        var parameters = Parameters()
        parameters.append(before ?? JobID(high: .max, low: .max))
        parameters.append(Int64(limit))
        if let queue { parameters.append(queue) }
        let rows = try await run(JobQuerySQL.list(state: state, byQueue: queue != nil), parameters)
        return (0..<rows.count).map { JobRecord(rows[$0]) }
    }

    /// The history of a job, oldest first.
    public func events(of id: JobID) async throws(StoreError) -> [JobEventRecord] {
        var parameters = Parameters()
        parameters.append(id)
        let rows = try await run(JobQuerySQL.events, parameters)
        return (0..<rows.count).map { JobEventRecord(rows[$0], of: id) }
    }
}

private enum JobQuerySQL {
    static let one = Statement("job", "SELECT \(JobRecord.columns) FROM job_status WHERE job_id = $1::uuid")
    static let events = Statement(
        "job_events",
        """
        SELECT \(JobEventRecord.columns) FROM job_events WHERE job_id = $1::uuid ORDER BY id
        """)

    /// Picks the ids from the narrow table of the state first, so that a page costs the same at any depth.
    static func list(state: JobState?, byQueue: Bool) -> Statement {
        let ofQueue = byQueue ? "AND queue_name = $3" : ""
        func page(_ table: String, _ condition: String = "") -> String {
            "(SELECT job_id FROM \(table) WHERE job_id < $1::uuid \(ofQueue) \(condition) ORDER BY job_id DESC LIMIT $2)"
        }
        let ids =
            switch state {
            case nil: page("jobs")
            case .pending:
                "(SELECT job_id FROM (\(page("job_ready")) UNION ALL \(page("job_scheduled"))) p"
                    + " ORDER BY job_id DESC LIMIT $2)"
            case .assigned: page("job_running", "AND started_at IS NULL")
            case .running: page("job_running", "AND started_at IS NOT NULL")
            case .done: page("job_done", "AND status = 'DONE'")
            case .deadLettered, .failed: page("job_done", "AND status = 'DEAD_LETTERED'")
            }
        return Statement(
            "jobs_\(state?.rawValue.lowercased() ?? "all")\(byQueue ? "_of_queue" : "")",
            """
            SELECT \(JobRecord.columns) FROM job_status WHERE job_id = ANY(ARRAY\(ids)) ORDER BY job_id DESC
            """)
    }
}
