public import Resources

/// The columns of a queue's row that its declaration decides; what the scheduler works with.
public struct QueueSettings: Hashable, Sendable {
    public var maxRetries: Int32
    public var ttlSeconds: Int64?
    public var timeoutMilliseconds: Int64?
    public var priority: Int16
    public var paused: Bool
    public var backoffBaseMilliseconds: Int64
    public var backoffMaxMilliseconds: Int64
    public var backoffJitter: Double

    public init(
        maxRetries: Int32 = 3, ttlSeconds: Int64? = nil, timeoutMilliseconds: Int64? = nil, priority: Int16 = 0,
        paused: Bool = false, backoffBaseMilliseconds: Int64 = 1000, backoffMaxMilliseconds: Int64 = 600_000,
        backoffJitter: Double = 0.2
    ) {
        self.maxRetries = maxRetries
        self.ttlSeconds = ttlSeconds
        self.timeoutMilliseconds = timeoutMilliseconds
        self.priority = priority
        self.paused = paused
        self.backoffBaseMilliseconds = backoffBaseMilliseconds
        self.backoffMaxMilliseconds = backoffMaxMilliseconds
        self.backoffJitter = backoffJitter
    }

    /// What the declaration asks for, defaults filled in.
    public init(_ queue: Resource) {
        let spec = QueueSpec(queue)
        self.init(
            maxRetries: Int32(clamping: spec.maxRetries),
            ttlSeconds: spec.ttl.map { $0.components.seconds },
            timeoutMilliseconds: spec.timeout?.milliseconds,
            priority: Int16(clamping: spec.priority),
            paused: spec.paused,
            backoffBaseMilliseconds: spec.backoff.base.milliseconds,
            backoffMaxMilliseconds: spec.backoff.max.milliseconds,
            backoffJitter: spec.backoff.jitter)
    }

    /// The settings as fields of a manifest, to compare and to show.
    var fields: [String: Value] {
        var fields: [String: Value] = [
            "spec.maxRetries": .int(Int64(maxRetries)),
            "spec.priority": .int(Int64(priority)),
            "spec.paused": .bool(paused),
            "spec.backoff.base": .string(Duration.milliseconds(backoffBaseMilliseconds).manifestText),
            "spec.backoff.max": .string(Duration.milliseconds(backoffMaxMilliseconds).manifestText),
            "spec.backoff.jitter": .double(backoffJitter),
        ]
        if let ttlSeconds { fields["spec.ttl"] = .string(Duration.seconds(ttlSeconds).manifestText) }
        if let timeoutMilliseconds { fields["spec.timeout"] = .string(Duration.milliseconds(timeoutMilliseconds).manifestText) }
        return fields
    }
}
