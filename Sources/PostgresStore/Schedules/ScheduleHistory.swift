public import Lifecycle
import Planning
import Postgres
public import Resources

/// What became of the recent instants of a schedule. Times are microseconds since 1970.
public struct ScheduleHistory: Sendable {
    /// One instant that was decided about.
    public struct Entry: Hashable, Sendable {
        /// The instant with the job that it submitted, or why it did not.
        public var tick: ScheduleTick
        /// When that was decided.
        public var decidedAt: Int64
        /// Where the job is now; nil when there is none, or it is no longer kept.
        public var jobState: JobState?
    }

    /// Newest first.
    public var entries: [Entry] = []
    /// The zone that the schedule is declared in, or was.
    public var timeZone: String
    /// False: the schedule is gone, what it did is still known.
    public var isDeclared: Bool
    /// Its ticks do nothing now.
    public var isSuspended = false
    /// The next instant that is known; nil when there is none.
    public var next: Int64?
}

extension JobQueueStore {
    /// The recent ticks of a schedule with their jobs, also of one that is no longer declared.
    ///
    /// - Parameter limit: most ticks to read. The last hundred are kept, and older ones whose jobs have not ended.
    /// - Returns: nil when there is no such schedule, and nothing is known of one that was.
    public func scheduleHistory(
        of key: ResourceKey, limit: Int
    ) async throws(StoreError) -> ScheduleHistory? {
        let ticks = try await ticks(of: key, limit: limit)
        let declared = try await declared(kind: .schedule, namespace: key.namespace, name: key.name).first
        // What was deleted is in the revisions as it was last.
        let last: Resource? =
            if let declared { declared.live.resource } else {
                try await history(key, limit: 1).first?.resource
            }
        guard let last, declared != nil || !ticks.isEmpty else { return nil }
        let states = try await states(of: ticks.compactMap(\.tick.job))
        var history = ScheduleHistory(timeZone: ScheduleSpec(last).timeZone, isDeclared: declared != nil)
        history.entries = ticks.map { tick, decidedAt in
            ScheduleHistory.Entry(
                tick: tick, decidedAt: decidedAt, jobState: tick.job.flatMap { states[$0] })
        }
        if declared != nil {
            history.next = try await nextTick(of: key)
            history.isSuspended = ScheduleSpec(last).suspend
        }
        return history
    }

    private func states(of jobs: [JobID]) async throws(StoreError) -> [JobID: JobState] {
        guard !jobs.isEmpty else { return [:] }
        var parameters = Parameters()
        parameters.append(jobs)
        let rows = try await run(ScheduleHistorySQL.states, parameters)
        var states: [JobID: JobState] = [:]
        for index in 0..<rows.count {
            states[rows[index].jobID(0)] = JobState(rawValue: rows[index].string(1))
        }
        return states
    }

    private func nextTick(of key: ResourceKey) async throws(StoreError) -> Int64? {
        let rows = try await read(ScheduleHistorySQL.next, ScheduleSQL.key(key))
        return rows.count > 0 ? rows[0].timestampMicrosOrNil(0) : nil
    }
}

private enum ScheduleHistorySQL {
    static let states = Statement(
        "schedule_job_states",
        "SELECT job_id, status::text FROM job_status WHERE job_id = ANY($1::uuid[])")
    /// Nothing while a server has not looked at what is declared now.
    static let next = Statement(
        "schedule_next",
        """
        SELECT s.next_instant FROM schedules s
        JOIN resources r ON r.kind = 'Schedule' AND r.namespace = s.namespace AND r.name = s.name
        WHERE s.namespace = $1 AND s.name = $2 AND s.generation = r.generation AND s.declared_at = r.created_at
        """)
}
