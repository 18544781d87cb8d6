public import Lifecycle

/// An attempt that did not succeed.
public struct Failure: Sendable {
    public var lease: Lease
    public var end: AttemptEnd
    public var message: String

    public init(lease: Lease, end: AttemptEnd, message: String) {
        self.lease = lease
        self.end = end
        self.message = message
    }
}

/// What became of failures.
public struct FailureOutcome: Sendable {
    /// Their lease had passed on; nothing was changed for them.
    public var stale: Set<JobID> = []
    /// Back in the ready table.
    public var ready: [ReadyJob] = []
}
