/// Dead letters of one queue that ended for the same reason. Times are microseconds since 1970.
public struct DeadLetterGroup: Hashable, Sendable {
    /// Stored name of the queue, which may be gone.
    public var queue: String
    /// Raw value of a `TransitionReason`; empty when none is recorded.
    public var reason: String
    /// How many there are.
    public var count: Int64
    /// When the first of them died.
    public var oldest: Int64
    /// When the last of them died.
    public var newest: Int64
    /// The beginning of the error of the job that was made last; empty when it has none.
    public var sampleError: String
}

/// How many dead letters there are, and of what kinds.
public struct DeadLetterCount: Hashable, Sendable {
    /// All that fit, also those whose group is not among ``groups``.
    public var total: Int64 = 0
    /// The largest groups first, at most 1000.
    public var groups: [DeadLetterGroup] = []
}
