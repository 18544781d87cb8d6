public import Lifecycle

/// An attempt that did not succeed.
public struct Failure: Sendable {
    /// The attempt; when it is not the job's current one, nothing happens.
    public var lease: Lease
    /// How the attempt ended; the retry rule decides by it.
    public var end: AttemptEnd
    /// What went wrong, kept as the job's error and shown to people.
    public var message: String
    /// Of a command that exited by itself.
    public var exitCode: Int32?

    /// A failure to be given to ``JobQueueStore/fail(_:reason:)``.
    public init(lease: Lease, end: AttemptEnd, message: String, exitCode: Int32? = nil) {
        self.lease = lease
        self.end = end
        self.exitCode = exitCode
        // PostgreSQL's text has no NUL, and one refused value would refuse the whole batch.
        self.message = message.contains("\0") ? String(message.unicodeScalars.filter { $0 != "\0" }) : message
    }
}

/// What became of failures.
public struct FailureOutcome: Sendable {
    /// Their lease had passed on; nothing was changed for them.
    public var stale: Set<JobID> = []
    /// Back in the ready table.
    public var ready: [ReadyJob] = []
    /// Slots of gated queues that are free again.
    public var freed: [FreedSlot] = []
}
