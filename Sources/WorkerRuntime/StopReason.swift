/// Why a running attempt was told to end before it was through.
enum StopReason: Hashable, Sendable {
    case timedOut
    /// Somebody cancelled the job.
    case cancelled(reason: String)
    /// The lease has passed to another attempt: whatever this one says would change nothing.
    case leaseLost
    case shutdown

    /// Nobody wants to hear how the attempt ended.
    var isSilent: Bool { self == .leaseLost }
}
