internal import LinuxReactor
public import Logging
internal import Redis

/// The optional fast state of jq: locks that save work, shared token buckets, live counters and wake-ups. Everything
/// in it is a copy or a hint; all decisions are made in Postgres, and without Redis every part has a safe default.
public final class RedisProjection: Sendable {
    /// One thread for all connections of the process.
    private static let reactor = Reactor(name: "redis")

    /// Locks that save work.
    public let locks: RedisLock
    /// Token buckets.
    public let buckets: RedisBuckets
    /// Which queues are not worth asking Postgres for.
    public let startHints: StartHints
    /// Values that may vanish.
    public let values: RedisValues
    /// Live counters, to read.
    public let counters: RedisCounters
    /// Wake-ups between servers.
    public let wakeUps: RedisWakeUps

    private let redis: GuardedRedis
    private let logger: Logger

    /// A projection that connects at once, and goes on trying for as long as it lives.
    ///
    /// - Parameter sender: a name of this server that no other has.
    public init(
        _ settings: RedisSettings, sender: String, breaker: CircuitBreaker = CircuitBreaker(), logger: Logger
    ) {
        let client = RedisClient(
            RedisConfiguration(url: settings.url, commandTimeout: settings.timeout), reactor: Self.reactor)
        redis = GuardedRedis(
            client: client, keys: RedisKeys(prefix: settings.prefix), timeout: settings.timeout,
            breaker: breaker, logger: logger)
        locks = RedisLock(redis: redis)
        buckets = RedisBuckets(redis: redis)
        startHints = StartHints(buckets: buckets)
        values = RedisValues(redis: redis)
        counters = RedisCounters(redis: redis)
        wakeUps = RedisWakeUps(redis: redis, sender: sender)
        self.logger = logger
        client.warmUp()
    }

    /// How Redis is, without asking it.
    public var health: RedisHealth { redis.health }

    /// The names of operations that Redis refuses though it is well, such as for want of a right. The log says why.
    public var refusedOperations: [String] { redis.refused }

    /// Sees whether Redis is back, when the breaker's pause is over. Somebody must, about once a second: a turn of the
    /// counters does so too.
    public func probe() async { await redis.probe() }

    /// This server's part in keeping the counters.
    public func counterProjection() -> CounterProjection { CounterProjection(redis: redis, logger: logger) }

    /// Ends everything that listens and closes the connections.
    public func shutdown() async { await redis.client.shutdown() }
}
