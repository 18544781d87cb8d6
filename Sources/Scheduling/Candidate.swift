public import Lifecycle

/// A job that may be claimed, as the ready index keeps it: 24 bytes a job. The order is the claim order.
public struct Candidate: Hashable, Comparable, Sendable {
    /// 9 - priority: small first.
    public var rank: Int16
    /// Names the job; the smaller id goes first among equal ranks, with version 7 ids the older job.
    public var job: JobID

    /// A candidate with this rank, which is 9 - priority.
    public init(rank: Int16, job: JobID) {
        self.rank = rank
        self.job = job
    }

    /// Whether `left` is claimed before `right`.
    public static func < (left: Candidate, right: Candidate) -> Bool {
        left.rank == right.rank ? left.job < right.job : left.rank < right.rank
    }
}
