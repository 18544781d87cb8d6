import Lifecycle
import Planning
import Postgres
public import Resources

/// What tells that a schedule has come further since an earlier look.
public struct ScheduleMark: Hashable, Sendable {
    var lastInstant: Int64
    var nextInstant: Int64?
    var generation: Int64
    var problem: String?
}

extension JobQueueStore {
    /// How far each schedule has come, also those that are no longer declared.
    public func scheduleMarks() async throws(StoreError) -> [ResourceKey: ScheduleMark] {
        let rows = try await read(ScheduleFactsSQL.marks)
        var marks: [ResourceKey: ScheduleMark] = [:]
        for index in 0..<rows.count {
            let row = rows[index]
            marks[ResourceKey(kind: .schedule, namespace: row.string(0), name: row.string(1))] = ScheduleMark(
                lastInstant: row.timestampMicros(2), nextInstant: row.timestampMicrosOrNil(3),
                generation: row.int64(4), problem: row.stringOrNil(5))
        }
        return marks
    }

    /// The recent ticks of a schedule, newest first; also of one that is no longer declared.
    public func ticks(
        of key: ResourceKey, limit: Int
    ) async throws(StoreError) -> [(tick: ScheduleTick, decidedAt: Int64)] {
        var parameters = ScheduleSQL.key(key)
        parameters.append(Int64(limit))
        let rows = try await read(ScheduleSQL.ticks, parameters)
        return (0..<rows.count).map { index in
            let row = rows[index]
            let tick = ScheduleTick(
                instant: row.timestampMicros(0), job: row.jobIDOrNil(2), reason: row.stringOrNil(1))
            return (tick, row.timestampMicros(3))
        }
    }

    /// Where the schedules among these stand, in one statement.
    func scheduleFacts(
        _ resources: [Resource]
    ) async throws(StoreError) -> [ResourceKey: ScheduleFacts] {
        let schedules = resources.filter { $0.key.kind == .schedule }
        guard !schedules.isEmpty else { return [:] }
        var parameters = Parameters()
        parameters.append(schedules.map(\.key.namespace))
        parameters.append(schedules.map(\.key.name))
        parameters.append(
            schedules.map {
                storedQueueName(ScheduleSpec($0).jobTemplate.queue, in: $0.key.namespace)
            })
        let rows = try await run(ScheduleFactsSQL.facts, parameters)
        var facts: [ResourceKey: ScheduleFacts] = [:]
        for index in 0..<rows.count {
            let row = rows[index]
            let key = ResourceKey(kind: .schedule, namespace: row.string(0), name: row.string(1))
            facts[key] = ScheduleFacts(row)
        }
        return facts
    }
}

extension ScheduleFacts {
    fileprivate init(_ row: Row) {
        self.init(isFollowed: row.bool(2), nextTick: row.timestampMicrosOrNil(3), problem: row.stringOrNil(4))
        if let instant = row.timestampMicrosOrNil(5), let job = row.jobIDOrNil(6) {
            lastTick = (instant, job)
        }
        if let instant = row.timestampMicrosOrNil(7) { lastSkipped = (instant, row.string(8)) }
        active = row.int64(9)
        queue = row.boolOrNil(10).map { $0 ? .draining : .serving } ?? .missing
    }
}

private enum ScheduleFactsSQL {
    static let marks = Statement(
        "schedule_marks",
        "SELECT namespace, name, last_instant, next_instant, generation, problem FROM schedules")
    static let facts = Statement(
        "schedule_facts",
        """
        SELECT k.namespace, k.name, COALESCE(s.generation = r.generation AND s.declared_at = r.created_at, false),
               s.next_instant, s.problem, f.instant, f.job_id, x.instant, x.reason,
               (SELECT count(*) FROM (SELECT job_id FROM schedule_ticks t
                                      WHERE t.namespace = k.namespace AND t.name = k.name AND NOT t.ended
                                      ORDER BY t.instant DESC LIMIT 1000) t WHERE \(ScheduleSQL.isActive("t.job_id"))),
               q.draining
        FROM unnest($1::text[], $2::text[], $3::text[]) AS k(namespace, name, queue)
        LEFT JOIN resources r ON r.kind = 'Schedule' AND r.namespace = k.namespace AND r.name = k.name
        LEFT JOIN schedules s ON s.namespace = k.namespace AND s.name = k.name
        LEFT JOIN queues q ON q.name = k.queue
        LEFT JOIN LATERAL (SELECT instant, job_id FROM schedule_ticks t
            WHERE t.namespace = k.namespace AND t.name = k.name AND t.action = 'fired'
            ORDER BY t.instant DESC LIMIT 1) f ON true
        LEFT JOIN LATERAL (SELECT instant, reason FROM schedule_ticks t
            WHERE t.namespace = k.namespace AND t.name = k.name AND t.action = 'skipped'
            ORDER BY t.instant DESC LIMIT 1) x ON true
        """)
}
