/// What a job declares, with defaults applied. A nil stands for the queue's setting where there is one.
public struct JobSpec: Hashable, Sendable {
    /// The queue: its name in the same namespace.
    public var queue: String
    /// The priority, 0 to 9; nil is the queue's.
    public var priority: Int?
    /// What to run.
    public var work: Work
    /// Environment variables of the command; may hold secrets.
    public var env: [String: String]
    /// How often a failed job is tried again; nil is the queue's.
    public var maxRetries: Int?
    /// How long the job may wait; nil is the queue's.
    public var ttl: Duration?
    /// How long one attempt may run; nil is the queue's.
    public var timeout: Duration?
    /// The wait before retries; nil is the queue's.
    public var backoff: Backoff?
    /// The time before which the job does not start, in microseconds since 1970-01-01T00:00:00Z.
    public var notBeforeMicros: Int64?
    /// Jobs of the same key share the queue's `concurrency.perKey`.
    public var concurrencyKey: String?
    /// The key that only one job of the queue has at a time.
    public var uniqueKey: String?
    /// How long the unique key is kept at least; nil: while the job is active.
    public var uniqueFor: Duration?
    /// Jobs in the same namespace that must have succeeded before.
    public var dependsOn: [String]
    /// When a changed declaration runs again.
    public var runPolicy: RunPolicy
    /// A text whose change runs the same content again.
    public var trigger: String?
    /// What becomes of an active run when the declaration changes.
    public var onChange: OnChange
    /// What becomes of an active run when the declaration is deleted.
    public var deletionPolicy: DeletionPolicy

    /// The spec of a decoded job.
    public init(_ resource: Resource) {
        self.init(SpecReader(resource))
    }

    init(_ reader: SpecReader) {
        queue = reader.string("queue") ?? ""
        priority = reader.int("priority")
        let command = reader.strings("command")
        work = command.isEmpty ? .payload(reader.value["payload"] ?? .null) : .command(command)
        env = reader.map("env")
        maxRetries = reader.int("maxRetries")
        ttl = reader.duration("ttl")
        timeout = reader.duration("timeout")
        backoff = reader.object("backoff").map(Backoff.init)
        notBeforeMicros = reader.string("notBefore").flatMap(Timestamp.micros(of:))
        concurrencyKey = reader.string("concurrencyKey")
        uniqueKey = reader.string("uniqueKey")
        uniqueFor = reader.duration("uniqueFor")
        dependsOn = reader.strings("dependsOn")
        runPolicy = reader.choice("runPolicy", .oncePerContent)
        trigger = reader.string("trigger")
        onChange = reader.choice("onChange", .letFinish)
        deletionPolicy = reader.choice("deletionPolicy", .finish)
    }
}
