/// The names of everything that jq keeps in Redis; KEYS.md explains each.
struct RedisKeys: Sendable {
    private let prefix: String

    init(prefix: String) { self.prefix = prefix + ":" }

    /// Which rebuild of the projection the counters belong to.
    var epoch: String { prefix + "epoch" }
    /// Counts the rebuilds.
    var generation: String { prefix + "generation" }
    /// The names of the queues that have counters.
    var queues: String { prefix + "queues" }
    /// Shows whether the server writes.
    var probe: String { prefix + "probe" }
    /// The channel of wake-ups.
    var wake: String { prefix + "wake" }

    func lock(_ name: String) -> String { prefix + "lock:" + name }
    func bucket(_ name: String) -> String { prefix + "bucket:" + name }
    func counters(_ queue: String) -> String { prefix + "counts:" + queue }
    func value(_ name: String) -> String { prefix + "value:" + name }
}
