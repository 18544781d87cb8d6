/// What a ``WorkerSession`` wants done. The session decides and does nothing itself.
enum SessionAction<Handle: Sendable>: Sendable {
    /// These attempts have a slot: run them.
    case start([Attempt])
    /// Interrupt these handlers; they report as usual when they have ended.
    case interrupt([Handle])
    /// End this connection; the text says why.
    case disconnect(String)
    /// The server has welcomed this worker.
    case connected
    case notice(NoticeLevel, String)
}

/// How much a line of the log matters.
enum NoticeLevel: Hashable, Sendable {
    case debug, info, warning, error
}
