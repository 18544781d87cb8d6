public import Lifecycle

/// Which dead letters are meant: all that is given must fit. Nothing given: every one.
public struct DeadLetterSelector: Hashable, Sendable {
    /// Most ids that one selector takes.
    public static let jobLimit = 10_000

    /// Stored name of their queue; nil: every queue, also those that are gone.
    public var queue: String?
    /// Raw values of a `TransitionReason`, any of them; empty: whatever the reason.
    public var reasons: [String]
    /// Dead since then or later, in microseconds since 1970.
    public var since: Int64?
    /// Dead before then, in microseconds since 1970.
    public var until: Int64?
    /// All of them must be met by the job's labels.
    public var labels: [LabelRequirement]
    /// A regular expression of PostgreSQL that is found in the error message; a job without one does not fit.
    public var errorPattern: String?
    /// Only these jobs, at most ``jobLimit``; empty: whatever the id.
    public var jobs: [JobID]

    /// The selector of these conditions.
    public init(
        queue: String? = nil, reasons: [String] = [], since: Int64? = nil, until: Int64? = nil,
        labels: [LabelRequirement] = [], errorPattern: String? = nil, jobs: [JobID] = []
    ) {
        self.queue = queue
        self.reasons = reasons
        self.since = since
        self.until = until
        self.labels = labels
        self.errorPattern = errorPattern
        self.jobs = jobs
    }
}
