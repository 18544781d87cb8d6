/// Thrown by a handler when no retry can mend what went wrong: the job goes to the dead letters at once,
/// whatever retries it has left.
public struct PermanentFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, and what to do about it; it is kept with the job.
    public let message: String

    /// A failure with this message.
    public init(_ message: String) { self.message = message }

    /// The message.
    public var description: String { message }
}
