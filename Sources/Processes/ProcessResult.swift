/// What came of a child that `runProcess` ran to its end.
public struct ProcessResult: Sendable, Hashable {
    /// Why it ended.
    public enum Reason: String, Sendable, Hashable {
        /// By itself, or by a signal that was not ours.
        case finished
        /// We ended it when its time was over.
        case timedOut
        /// We ended it because the task that waited for it was cancelled.
        case terminated
    }

    /// How the child ended.
    public var exit: ProcessExit
    /// Why it ended.
    public var reason: Reason
    /// What it wrote to standard output, if that was captured.
    public var standardOutput: [UInt8]
    /// What it wrote to standard error, if that was captured.
    public var standardError: [UInt8]
    /// How many bytes of standard output were over the limit; a note in the middle says so.
    public var standardOutputDropped: Int
    /// How many bytes of standard error were over the limit; a note in the middle says so.
    public var standardErrorDropped: Int

    /// Whether some of standard output is missing.
    public var standardOutputTruncated: Bool { standardOutputDropped > 0 }
    /// Whether some of standard error is missing.
    public var standardErrorTruncated: Bool { standardErrorDropped > 0 }
    /// Whether the child ended by itself with status 0.
    public var isSuccess: Bool { reason == .finished && exit.isSuccess }
}
