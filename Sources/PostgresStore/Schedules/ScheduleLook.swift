public import Cron
public import Lifecycle
import Postgres

/// What came of a look at a schedule.
public struct ScheduleLook: Sendable {
    /// What was decided about its ticks, in order.
    public var ticks: [ScheduleTick] = []
    /// Jobs that are claimable now, for the dispatchers.
    public var ready: [ReadyJob] = []
    /// Workers that should be told that a job of theirs was cancelled.
    public var workersToTell: Set<JobID> = []
    /// When to look again, in microseconds since 1970; nil: not until the declaration changes.
    public var next: Int64?
}

/// A decided tick.
public struct ScheduleTick: Hashable, Sendable {
    /// Microseconds since 1970.
    public var instant: Int64
    /// The job that it submitted; nil when it was skipped.
    public var job: JobID?
    /// Why it was skipped; nil when it was not.
    public var reason: String?
}

extension JobQueueStore {
    /// Decides about every tick of a schedule that is due, and submits the jobs of those that fire, in one
    /// transaction. Of many servers that look at the same time, with whatever declaration they remember, each instant
    /// is decided by one and once for ever.
    ///
    /// - Parameters:
    ///   - schedule: as it was read; when it is not declared so any more, nothing happens.
    ///   - times: its times.
    ///   - noticed: what the database's clock showed when somebody who leads noticed that a tick is due, if that was
    ///     long before its turn came: it is not late for that. Nil is now.
    ///   - now: for tests; nil is the database's clock.
    /// - Returns: nil when the declaration has changed or is gone.
    public func look(
        at schedule: DeclaredSchedule, times: TickTimes, noticed: Int64? = nil, now: Int64? = nil
    ) async throws(StoreError) -> ScheduleLook? {
        do {
            return try await general.transaction { transaction in
                try await ScheduleFirer(
                    transaction: transaction, schedule: schedule, times: times, noticed: noticed
                ).look(now: now)
            }
        } catch { throw StoreError.wrapping(error) }
    }

    /// Remembers why a schedule cannot tick, for its status. Its ticks stay due.
    public func note(problem: String, of schedule: DeclaredSchedule) async throws(StoreError) {
        var parameters = ScheduleSQL.key(schedule.key)
        parameters.append(schedule.generation)
        parameters.append(schedule.timing)
        parameters.append(problem)
        _ = try await read(ScheduleSQL.problem, parameters)
    }

    /// Removes the ticks of schedules that have not been declared for 30 days. Their watermarks stay.
    public func forgetOldTicks() async throws(StoreError) { _ = try await read(ScheduleSQL.forget) }
}
