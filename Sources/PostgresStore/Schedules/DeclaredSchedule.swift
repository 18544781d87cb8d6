import Planning
import Postgres
public import Resources

/// A schedule as it is declared now. Times are microseconds since 1970.
public struct DeclaredSchedule: Hashable, Sendable {
    /// Namespace and name.
    public var key: ResourceKey
    /// What it declares.
    public var spec: ScheduleSpec
    /// Labels, which its jobs get.
    public var labels: [String: String]
    /// Grows by one with each change of the spec.
    public var generation: Int64
    /// First applied; a deletion forgets it.
    public var createdAt: Int64
    /// Last applied with a change.
    public var updatedAt: Int64

    init(_ record: DeclaredRecord) {
        key = record.live.resource.key
        spec = ScheduleSpec(record.live.resource)
        labels = record.live.resource.labels
        generation = record.live.generation
        createdAt = record.createdAt
        updatedAt = record.updatedAt
    }

    /// Everything that decides about its instants, to notice when that changes.
    var timing: String {
        let timing =
            switch spec.timing {
            case .cron(let text): "cron \(text)"
            case .every(let duration): "every \(duration.manifestText)"
            }
        return "\(timing) \(spec.timeZone) \(spec.gap.rawValue) \(spec.repeated.rawValue)"
            + (spec.suspend ? " suspended" : "")
    }
}

extension JobQueueStore {
    /// Every declared schedule.
    public func schedules() async throws(StoreError) -> [DeclaredSchedule] {
        try await declared(kind: .schedule).map { DeclaredSchedule($0) }
    }

    /// The database's clock, in microseconds since 1970, with the version of the declarations, in one statement.
    public func scheduleClock() async throws(StoreError) -> (now: Int64, declarationVersion: Int64) {
        let rows = try await read(ScheduleSQL.clock)
        return (rows[0].timestampMicros(0), rows[0].int64(1))
    }
}
