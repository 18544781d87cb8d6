public import Lifecycle

/// Why a job is where it is: what keeps it from running, what it does, or how it ended.
public struct Explanation: Hashable, Sendable {
    /// The one that counts most first; never empty.
    public var causes: [Cause]
    /// Place in its queue, from 1; 0 when it is not in line. Bounded: see ``LinePlace``.
    public var position: Int64
    /// When it will start at the rate of late, in microseconds since 1970; nil when that is not known.
    public var estimatedStart: Int64?

    /// An explanation of exactly these parts.
    public init(causes: [Cause], position: Int64 = 0, estimatedStart: Int64? = nil) {
        self.causes = causes
        self.position = position
        self.estimatedStart = estimatedStart
    }
}

/// One thing that keeps a job from running, or what it is doing.
public struct Cause: Hashable, Sendable {
    /// What sort of thing it is, for programs.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case queuePaused = "QUEUE_PAUSED"
        case limitReached = "LIMIT_REACHED"
        case keyLimitReached = "KEY_LIMIT_REACHED"
        case rateLimited = "RATE_LIMITED"
        case noWorker = "NO_WORKER"
        case workersBusy = "WORKERS_BUSY"
        case scheduled = "SCHEDULED"
        case retryWait = "RETRY_WAIT"
        case waitsForDependency = "WAITS_FOR_DEPENDENCY"
        case waitsForRun = "WAITS_FOR_RUN"
        case waitsForTwin = "WAITS_FOR_TWIN"
        case queueDraining = "QUEUE_DRAINING"
        case nextInLine = "NEXT_IN_LINE"
        case assigned = "ASSIGNED"
        case running = "RUNNING"
        case ended = "ENDED"
        case neverRun = "NEVER_RUN"
    }

    /// The sort.
    public var kind: Kind
    /// A sentence for people, without a full stop.
    public var message: String
    /// Jobs that hold what it waits for, at most 20.
    public var jobs: [JobID]
    /// When this cause ends, in microseconds since 1970; nil when that is not known.
    public var until: Int64?

    /// A cause of exactly these parts.
    public init(_ kind: Kind, _ message: String, jobs: [JobID] = [], until: Int64? = nil) {
        self.kind = kind
        self.message = message
        self.jobs = jobs
        self.until = until
    }
}
