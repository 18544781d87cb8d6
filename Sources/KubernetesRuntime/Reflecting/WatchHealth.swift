public import KubernetesProtocol

/// How one watch is doing, for health checks and metrics: a process can be alive while a watch is dead.
public struct WatchHealth: Sendable {
    /// What is followed.
    public let resource: APIResource
    /// The namespace; nil for all.
    public let namespace: String?
    /// How it is doing.
    public var condition = ReflectorCondition.starting
    /// Whether the store has been complete once.
    public var isSynced = false
    /// When the server last sent an event, a bookmark or a page; nil before the first.
    public var lastActivity: ContinuousClock.Instant?
    /// The last failure, also when it is over.
    public var lastError: String?
    /// Failures in a row; 0 when it works.
    public var failures = 0
    /// How often it had to list or watch anew because of a failure.
    public var restarts = 0
    /// The version up to which the store is complete.
    public var resourceVersion = ResourceVersion.unset
    /// Events that were ignored because they were older than what the store has.
    public var staleEvents = 0

    /// The health of a watch that has not begun.
    public init(resource: APIResource, namespace: String? = nil) {
        self.resource = resource
        self.namespace = namespace
    }
}
