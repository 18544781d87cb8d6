internal import Resources

/// Thrown by a handler that cannot do its job now and wants it back later: the job is PENDING again, is not
/// given to anybody before the time is over, and the attempt counts as no retry. Its ttl is counted anew.
public struct JobSnooze: Error, Hashable, Sendable, CustomStringConvertible {
    /// How long the job stays away, at least.
    public let delay: Duration
    /// What it waits for, shown to people; may be empty.
    public let reason: String

    /// An answer with these parts.
    ///
    /// - Parameters:
    ///   - delay: How long the job stays away; what is negative is none.
    ///   - reason: What it waits for.
    public init(for delay: Duration, _ reason: String = "") {
        self.delay = max(delay, .zero)
        self.reason = reason
    }

    /// The delay with its reason.
    public var description: String {
        "snoozed for \(delay.manifestText)" + (reason.isEmpty ? "" : ": \(reason)")
    }
}

/// Thrown by a handler whose job is not to be done any more: it ends as a dead letter with reason DISCARDED,
/// whatever retries it has left.
public struct JobDiscard: Error, Hashable, Sendable, CustomStringConvertible {
    /// Why, shown to people.
    public let reason: String

    /// An answer with this reason.
    public init(_ reason: String) { self.reason = reason }

    /// The reason.
    public var description: String { reason.isEmpty ? "discarded" : reason }
}
