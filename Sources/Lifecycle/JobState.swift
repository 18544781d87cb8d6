/// Where a job stands (REQUIREMENTS R2).
///
/// `failed` is passed through on the way to a retry or to the dead letters; no job rests in it.
public enum JobState: String, CaseIterable, Sendable, Codable {
    case pending = "PENDING"
    case assigned = "ASSIGNED"
    case running = "RUNNING"
    case done = "DONE"
    case failed = "FAILED"
    case deadLettered = "DEAD_LETTERED"

    /// Nothing more happens to the job by itself.
    public var isTerminal: Bool { self == .done || self == .deadLettered }

    /// A worker holds the job.
    public var isHeld: Bool { self == .assigned || self == .running }
}

/// What a worker says about itself, or what its silence says.
public enum WorkerState: String, CaseIterable, Sendable, Codable {
    case online = "ONLINE"
    case offline = "OFFLINE"
    case draining = "DRAINING"
}

/// Why a transition happened; kept with its event.
public enum TransitionReason: String, CaseIterable, Sendable {
    case retry = "RETRY"
    case manualRetry = "MANUAL_RETRY"
    case redrive = "REDRIVE"
    case cancelled = "CANCELLED"
    case ttlExpired = "TTL_EXPIRED"
    case retriesExhausted = "RETRIES_EXHAUSTED"
    case permanentFailure = "PERMANENT_FAILURE"
    case workerLost = "WORKER_LOST"
    case assignmentTimeout = "ASSIGNMENT_TIMEOUT"
    case released = "RELEASED"
    case snoozed = "SNOOZED"
    case discarded = "DISCARDED"
    case queueDeleted = "QUEUE_DELETED"
    /// A job that it depends on is a dead letter.
    case dependencyFailed = "DEPENDENCY_FAILED"
    /// Another job has its unique key.
    case uniqueKey = "UNIQUE_KEY"
    /// A message from elsewhere is larger than a payload may be.
    case payloadTooLarge = "PAYLOAD_TOO_LARGE"

    /// Those with which a job becomes a dead letter.
    public static let ofDeadLetters: [TransitionReason] = [
        .cancelled, .dependencyFailed, .discarded, .payloadTooLarge, .permanentFailure, .queueDeleted,
        .retriesExhausted, .ttlExpired, .workerLost,
    ]
}
