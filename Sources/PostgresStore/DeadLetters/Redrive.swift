public import Lifecycle
import Postgres

/// Where a redrive stands.
public enum RedriveState: String, CaseIterable, Sendable {
    case running = "RUNNING"
    case paused = "PAUSED"
    /// Everything was moved and has ended.
    case finished = "FINISHED"
    /// Too many of the jobs failed again.
    case stopped = "STOPPED"
    case cancelled = "CANCELLED"

    /// Moves nothing any more, for good.
    public var hasEnded: Bool { self != .running && self != .paused }
}

/// Dead letters on their way back into their queues. Times are microseconds since 1970.
public struct Redrive: Hashable, Sendable {
    /// Names the redrive.
    public var id: JobID
    /// Which dead letters, of those that were there when it was made.
    public var selector: DeadLetterSelector
    /// Where it stands.
    public var state: RedriveState
    /// Jobs a second; 0: as fast as it goes.
    public var rate: Double
    /// The share of failures among the ended jobs above which it stops; 0: never.
    public var stopAtFailureRate: Double
    /// How many must have ended before the share counts.
    public var stopAfter: Int32
    /// Dead letters that fitted when it was made.
    public var matched: Int64
    /// Moved so far.
    public var redriven: Int64
    /// Ended DONE since.
    public var succeeded: Int64
    /// Dead letters again since.
    public var failed: Int64
    /// Left where they are, because their queue is gone or on its way out, or another job has their unique key.
    public var leftBehind: Int64
    /// Who asked for it.
    public var actor: String
    /// When it was made; later dead letters are not its concern.
    public var createdAt: Int64
    /// When something about it changed last.
    public var updatedAt: Int64
    /// When it came to an end; nil while it has not.
    public var finishedAt: Int64?
    /// Why it is where it is; may be empty.
    public var message: String

    static let columns = """
        redrive_id, selector::text, state, rate, stop_at_failure_rate, stop_after, matched, redriven, succeeded, failed,
        left_behind, left_queue, actor, created_at, updated_at, finished_at, message
        """
    static let columnCount = 17

    init(_ row: Row) {
        id = row.jobID(0)
        // A selector that this version does not know must select nothing.
        selector =
            DeadLetterSelector(json: row.string(1)) ?? DeadLetterSelector(jobs: [JobID(high: 0, low: 0)])
        state = RedriveState(rawValue: row.string(2)) ?? .cancelled
        rate = row.double(3)
        stopAtFailureRate = row.double(4)
        stopAfter = row.int32(5)
        matched = row.int64(6)
        redriven = row.int64(7)
        succeeded = row.int64(8)
        failed = row.int64(9)
        leftBehind = row.int64(10)
        actor = row.string(12)
        createdAt = row.timestampMicros(13)
        updatedAt = row.timestampMicros(14)
        finishedAt = row.timestampMicrosOrNil(15)
        message = row.string(16)
        if let queue = row.stringOrNil(11), leftBehind > 0 {
            let others = leftBehind == 1 ? "1 dead letter was left" : "\(leftBehind) dead letters were left"
            let note =
                "\(others) (such as in \"\(queue)\"): the queue is gone, or another job has the unique key"
            message = message.isEmpty ? note : "\(message); \(note)"
        }
    }
}

/// What somebody wants a redrive to do.
public enum RedriveCommand: Sendable {
    case pause, resume, cancel
}
