import Postgres

/// What a queue lets through at the moment, as its database rows say.
public struct GateState: Hashable, Sendable {
    /// Stored name of the queue.
    public var queue: String
    /// It has a limit or a rate, or is paused.
    public var isGated: Bool
    /// Its running jobs are all counted; until then nothing is claimed from it.
    public var isInForce: Bool
    /// Gives nothing to workers.
    public var isPaused: Bool
    /// Most jobs that may be held by workers at a time; nil: without limit.
    public var limit: Int?
    /// Jobs held now; nil where no limit counts them.
    public var held: Int?
    /// Most jobs of one key that may be held at a time; nil: without limit.
    public var perKey: Int?
    /// Starts that the rate allows now, never less than 0; nil: without rate.
    public var rateLeft: Int?
    /// Microseconds until the rate's window lets more through; nil when nothing has started in it.
    public var reopensIn: Int64?

    /// Jobs that may be claimed before the limit is full; nil: without limit.
    public var free: Int? { limit.map { max(0, $0 - (held ?? 0)) } }

    /// A gate must be enforced before anything can be claimed through it.
    var needsEnforcing: Bool { isGated && !isInForce && !isPaused }

    init(_ row: Row) {
        queue = row.string(0)
        isGated = row.bool(1)
        isInForce = row.bool(2)
        isPaused = row.bool(3)
        limit = row.int32OrNil(4).map { Int($0) }
        held = row.int64OrNil(5).map { Int($0) }
        perKey = row.int32OrNil(6).map { Int($0) }
        rateLeft = row.int64OrNil(7).map { max(0, Int($0)) }
        reopensIn = row.int64OrNil(8)
    }
}

/// Slots of a gated queue that became free.
public struct FreedSlot: Hashable, Sendable {
    /// Stored name of the queue.
    public var queue: String
    /// Concurrency key of the job that ended; nil when it had none.
    public var key: String?

    /// One slot, free again.
    public init(queue: String, key: String?) {
        self.queue = queue
        self.key = key
    }

    /// From the queue's name, NULL for a job that held no slot, and its key.
    init?(_ row: Row, from first: Int) {
        guard let queue = row.stringOrNil(first) else { return nil }
        self.init(queue: queue, key: row.stringOrNil(first + 1))
    }

    /// Columns for ``init(_:from:)`` of rows that left `job_running`.
    static let columns =
        "CASE WHEN gated THEN queue_name END, CASE WHEN gated THEN concurrency_key END"
}
