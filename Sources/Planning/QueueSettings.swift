public import Resources

/// The columns of a queue's row that its declaration decides; what the scheduler works with.
public struct QueueSettings: Hashable, Sendable {
    /// Retries that a job gets after its first attempt, unless it brings its own number.
    public var maxRetries: Int32
    /// Seconds that a job may wait for a worker before it is a dead letter; nil: for ever.
    public var ttlSeconds: Int64?
    /// Milliseconds that one attempt may run; nil: without limit.
    public var timeoutMilliseconds: Int64?
    /// 0 to 9, 9 first, for jobs that bring none.
    public var priority: Int16
    /// Takes jobs and gives none to workers.
    public var paused: Bool
    /// Wait before the first retry, in milliseconds; it doubles with each further one.
    public var backoffBaseMilliseconds: Int64
    /// Longest wait before a retry, in milliseconds and without the jitter.
    public var backoffMaxMilliseconds: Int64
    /// Share of the wait that is added at random, 0 to 1.
    public var backoffJitter: Double
    /// How many of its jobs may be held by workers at a time, over all servers; nil: without limit.
    public var concurrencyLimit: Int32?
    /// The same for the jobs of one concurrency key.
    public var concurrencyPerKey: Int32?
    /// How many jobs may be handed out in any span of `ratePeriodMilliseconds`; nil: without limit.
    public var rateLimit: Int32?
    /// The span that `rateLimit` counts in, in milliseconds; nil exactly when that is.
    public var ratePeriodMilliseconds: Int64?
    /// How long a job that succeeded is kept at least, in milliseconds.
    public var retentionDoneMilliseconds: Int64
    /// How long a dead letter is kept at least, in milliseconds.
    public var retentionDeadLetteredMilliseconds: Int64

    /// Exactly these settings; what is left out is as in a manifest that does not say it.
    public init(
        maxRetries: Int32 = 3, ttlSeconds: Int64? = nil, timeoutMilliseconds: Int64? = nil,
        priority: Int16 = 0,
        paused: Bool = false, backoffBaseMilliseconds: Int64 = 1000, backoffMaxMilliseconds: Int64 = 600_000,
        backoffJitter: Double = 0.2, concurrencyLimit: Int32? = nil, concurrencyPerKey: Int32? = nil,
        rateLimit: Int32? = nil, ratePeriodMilliseconds: Int64? = nil,
        retentionDoneMilliseconds: Int64 = 86_400_000,
        retentionDeadLetteredMilliseconds: Int64 = 30 * 86_400_000
    ) {
        self.maxRetries = maxRetries
        self.ttlSeconds = ttlSeconds
        self.timeoutMilliseconds = timeoutMilliseconds
        self.priority = priority
        self.paused = paused
        self.backoffBaseMilliseconds = backoffBaseMilliseconds
        self.backoffMaxMilliseconds = backoffMaxMilliseconds
        self.backoffJitter = backoffJitter
        self.concurrencyLimit = concurrencyLimit
        self.concurrencyPerKey = concurrencyPerKey
        self.rateLimit = rateLimit
        self.ratePeriodMilliseconds = ratePeriodMilliseconds
        self.retentionDoneMilliseconds = retentionDoneMilliseconds
        self.retentionDeadLetteredMilliseconds = retentionDeadLetteredMilliseconds
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
            backoffJitter: spec.backoff.jitter,
            concurrencyLimit: spec.concurrency?.limit.map { Int32(clamping: $0) },
            concurrencyPerKey: spec.concurrency?.perKey.map { Int32(clamping: $0) },
            rateLimit: spec.rateLimit.map { Int32(clamping: $0.limit) },
            ratePeriodMilliseconds: spec.rateLimit?.period.milliseconds,
            retentionDoneMilliseconds: spec.retentionDone.milliseconds,
            retentionDeadLetteredMilliseconds: spec.retentionDeadLettered.milliseconds)
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
            "spec.retention.done": .string(Duration.milliseconds(retentionDoneMilliseconds).manifestText),
            "spec.retention.deadLettered":
                .string(Duration.milliseconds(retentionDeadLetteredMilliseconds).manifestText),
        ]
        if let concurrencyLimit { fields["spec.concurrency.limit"] = .int(Int64(concurrencyLimit)) }
        if let concurrencyPerKey { fields["spec.concurrency.perKey"] = .int(Int64(concurrencyPerKey)) }
        if let rateLimit { fields["spec.rateLimit.limit"] = .int(Int64(rateLimit)) }
        if let ratePeriodMilliseconds {
            fields["spec.rateLimit.period"] = .string(
                Duration.milliseconds(ratePeriodMilliseconds).manifestText)
        }
        if let ttlSeconds { fields["spec.ttl"] = .string(Duration.seconds(ttlSeconds).manifestText) }
        if let timeoutMilliseconds {
            fields["spec.timeout"] = .string(Duration.milliseconds(timeoutMilliseconds).manifestText)
        }
        return fields
    }
}
