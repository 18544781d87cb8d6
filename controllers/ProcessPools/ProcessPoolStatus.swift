/// How a pool of worker processes is doing.
public struct ProcessPoolStatus: Hashable, Sendable {
    /// How many workers there shall be.
    public var replicas = 0
    /// Workers that run for a moment already and have not been told to stop.
    public var ready = 0
    /// Those among the running ones that have the wanted template.
    public var updated = 0
    /// Workers that finish their jobs and then end.
    public var stopping = 0
    /// How often a worker ended that should have gone on, since the supervisor started.
    public var failures = 0
    /// How the last of these ended, or why it could not be started.
    public var lastFailure: String?

    /// The pool is as it was declared.
    public var isSettled: Bool { ready == replicas && updated == replicas && stopping == 0 }

    /// A pool without workers.
    public init() {}
}
