public import Lifecycle
public import Planning

/// Who applies, and from which state of the source.
public struct Provenance: Hashable, Sendable {
    /// A person or a program: "alice@host", "jq-controller".
    public var actor: String
    /// For example the git commit.
    public var sourceRevision: String?

    /// Provenance of a change by `actor`; without a revision, what is stored keeps its last one.
    public init(actor: String, sourceRevision: String? = nil) {
        self.actor = actor
        self.sourceRevision = sourceRevision
    }
}

/// What `apply` found and did.
public struct ApplyOutcome: Sendable {
    /// What was found; also what was done, if `applied`, but for the entries that are blocked.
    public var plan: Plan
    /// False: an entry is blocked and `keepGoing` was not set, so nothing was changed.
    public var applied: Bool
    /// Claimable now, to wake the dispatcher.
    public var ready: [ReadyJob] = []
    /// Workers that hold a job which was cancelled.
    public var workersToTell: Set<JobID> = []
    /// The version of the declarations after this transaction.
    public var declarationVersion: Int64 = 0
}
