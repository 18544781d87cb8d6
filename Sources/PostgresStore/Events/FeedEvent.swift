import Lifecycle
import Postgres

/// A transition of a job, with the queue that the job is in.
public struct FeedEvent: Sendable {
    /// The transition. Its error is cut off after 4,096 characters.
    public var event: JobEventRecord
    /// Stored name of the job's queue; empty when the job's row is gone.
    public var queue: String

    init(event: JobEventRecord, queue: String) {
        self.event = event
        self.queue = queue
    }

    init(_ row: Row) {
        event = JobEventRecord(
            id: row.int64(0), job: row.jobID(1), from: row.stringOrNil(2).flatMap { JobState(rawValue: $0) },
            to: JobState(rawValue: row.string(3)) ?? .pending, worker: row.jobIDOrNil(4),
            attempt: row.int32(5), reason: row.stringOrNil(6), occurredAt: row.timestampMicros(7),
            error: row.stringOrNil(8), exitCode: row.int32OrNil(9))
        queue = row.string(10)
    }
}

/// Events in the order of their ids, and where to go on.
public struct EventPage: Sendable {
    /// Those after the position that was asked for, without a gap.
    public var events: [FeedEvent]
    /// Every event up to here has been read. It may be greater than the last event's id: ids of transactions that
    /// were undone belong to no event.
    public var position: Int64
    /// There is no more at the moment.
    public var isLast: Bool

    /// A page of these parts.
    public init(events: [FeedEvent], position: Int64, isLast: Bool) {
        self.events = events
        self.position = position
        self.isLast = isLast
    }
}
