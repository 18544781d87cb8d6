/// What a queue declares, with defaults applied.
public struct QueueSpec: Hashable, Sendable {
    /// What becomes of waiting jobs when their queue is deleted.
    public enum OnDelete: String, ChoiceField {
        case block = "Block"
        case drain = "Drain"
        case cancel = "Cancel"
        case moveTo = "MoveTo"

        /// What the case means.
        public var doc: String {
            switch self {
            case .block: "The queue is not deleted while jobs wait in it."
            case .drain: "The queue takes no more jobs, and goes when the last one has ended."
            case .cancel: "Waiting jobs are cancelled."
            case .moveTo: "Waiting jobs go to the queue moveTo."
            }
        }
    }

    /// Limits on jobs that run at the same time; nil is no limit.
    public struct Concurrency: Hashable, Sendable {
        /// Over all jobs of the queue.
        public var limit: Int?
        /// Over the jobs with the same concurrency key.
        public var perKey: Int?
    }

    /// A limit on starts.
    public struct RateLimit: Hashable, Sendable {
        /// How many jobs may start in a period.
        public var limit: Int
        /// The length of the period.
        public var period: Duration
    }

    /// A Kafka topic whose messages become jobs.
    public struct KafkaSource: Hashable, Sendable {
        /// Where to begin in a partition that was never read for the queue.
        public enum StartFrom: String, ChoiceField {
            case earliest = "Earliest"
            case latest = "Latest"

            /// What the case means.
            public var doc: String {
                switch self {
                case .earliest: "With the oldest message that the broker has."
                case .latest: "With messages that arrive from then on."
                }
            }
        }

        /// The topic to read.
        public var topic: String
        /// Where to begin in a partition that was never read for the queue.
        public var startFrom: StartFrom
        /// The priority of its jobs; nil is the queue's.
        public var priority: Int?
        /// Whether a message's key is its job's concurrency key.
        public var keyAsConcurrencyKey: Bool
    }

    /// How often a failed job is tried again.
    public var maxRetries: Int
    /// How long a job may wait; nil is for ever.
    public var ttl: Duration?
    /// How long one attempt may run; nil is for ever.
    public var timeout: Duration?
    /// The priority of its jobs, 0 to 9.
    public var priority: Int
    /// Whether the queue hands out no jobs.
    public var paused: Bool
    /// The wait before retries.
    public var backoff: Backoff
    /// Limits on jobs that workers hold at a time; nil is no limit.
    public var concurrency: Concurrency?
    /// Limit on jobs handed to workers in a span of time; nil is no limit.
    public var rateLimit: RateLimit?
    /// How long jobs that succeeded are kept.
    public var retentionDone: Duration
    /// How long dead-lettered jobs are kept.
    public var retentionDeadLettered: Duration
    /// The topic whose messages become jobs; nil when there is none.
    public var kafka: KafkaSource?
    /// What becomes of waiting jobs when the queue is deleted.
    public var onDelete: OnDelete
    /// The queue that takes them when `onDelete` is `moveTo`: its name in the same namespace.
    public var moveTo: String?

    /// The spec of a decoded queue.
    public init(_ resource: Resource) {
        let reader = SpecReader(resource)
        maxRetries = reader.int("maxRetries") ?? 3
        ttl = reader.duration("ttl")
        timeout = reader.duration("timeout")
        priority = reader.int("priority") ?? 0
        paused = reader.bool("paused")
        backoff = reader.object("backoff").map(Backoff.init) ?? Backoff()
        concurrency = reader.object("concurrency").map {
            Concurrency(limit: $0.int("limit"), perKey: $0.int("perKey"))
        }
        rateLimit = reader.object("rateLimit").map {
            RateLimit(limit: $0.int("limit") ?? 1, period: $0.duration("period") ?? .seconds(1))
        }
        let retention = reader.object("retention")
        retentionDone = retention?.duration("done") ?? .days(1)
        retentionDeadLettered = retention?.duration("deadLettered") ?? .days(30)
        kafka = reader.object("source")?.object("kafka").map {
            KafkaSource(
                topic: $0.string("topic") ?? "", startFrom: $0.choice("startFrom", .earliest),
                priority: $0.int("priority"), keyAsConcurrencyKey: $0.bool("keyAsConcurrencyKey"))
        }
        onDelete = reader.choice("onDelete", .block)
        moveTo = reader.string("moveTo")
    }
}
