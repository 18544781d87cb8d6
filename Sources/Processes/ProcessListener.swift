/// Where a piece of what a child wrote comes from.
public enum ProcessStream: Sendable, Hashable {
    /// Standard output, when it is captured.
    case output
    /// Standard error, when it is captured.
    case errorOutput
    /// The pipe of `ProcessRequest.channel`.
    case channel
}

/// Hears what a child writes while it runs: never an empty piece, at most 64 KiB at once, in the order of each
/// stream, on the reactor's thread. It must not block, since all children wait for it. The child does not: what
/// is heard is not kept back, so that a listener which keeps it needs a bound of its own.
public typealias ProcessListener = @Sendable (ProcessStream, [UInt8]) -> Void
