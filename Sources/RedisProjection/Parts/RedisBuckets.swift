internal import Redis

/// Token buckets that all servers share, by the clock of Redis. They only save questions: whether a job may start is
/// decided in Postgres, and a bucket that was lost is full again.
///
/// A bucket is one number (the generic cell rate algorithm): the moment at which it is full again. Its key ends by
/// itself at that moment.
public struct RedisBuckets: Sendable {
    /// What a bucket allows: `burst` at once, and `limit` in each `period` on average.
    public struct Rate: Hashable, Sendable {
        /// Tokens that come back in a period; at least 1.
        public var limit: Int
        /// A microsecond at least.
        public var period: Duration
        /// The most tokens at one time; at least 1.
        public var burst: Int

        /// A rate; the burst is the limit unless said otherwise.
        public init(limit: Int, period: Duration, burst: Int? = nil) {
            self.limit = max(1, limit)
            self.period = max(period, .microseconds(1))
            self.burst = max(1, burst ?? limit)
        }
    }

    /// What came of it.
    public struct Answer: Hashable, Sendable {
        /// Tokens taken: as many as asked for, or as there were.
        public var granted: Int
        /// When there will be a token again; zero when there is one.
        public var emptyFor: Duration
    }

    /// In microseconds of Redis' clock. `forced` takes all even if that makes a debt, of two bursts at most.
    private static let script = RedisScript(
        "bucket",
        """
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local wanted, interval, burst, forced = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
        local full = tonumber(redis.call('GET', KEYS[1])) or now
        if full < now then full = now end
        local granted = math.floor((burst * interval - (full - now)) / interval)
        if granted > wanted or forced == '1' then granted = wanted end
        if granted < 0 then granted = 0 end
        if granted > 0 then
            full = full + granted * interval
            local most = now + 2 * burst * interval
            if full > most then full = most end
            redis.call('SET', KEYS[1], string.format('%.0f', math.ceil(full)), 'PX',
                string.format('%.0f', math.ceil((full - now) / 1000) + 1))
        end
        local wait = full + interval - now - burst * interval
        if wait < 0 then wait = 0 end
        return {granted, math.ceil(wait)}
        """)

    let redis: GuardedRedis

    /// Takes up to `count` tokens.
    /// - Returns: nil when Redis is away: ask Postgres.
    public func take(_ count: Int, from name: String, at rate: Rate) async -> Answer? {
        await ask("bucket_take", count, name, rate, forced: false)
    }

    /// Writes down what was started anyway, because Postgres allowed it.
    /// - Returns: nil when Redis is away.
    public func charge(_ count: Int, to name: String, at rate: Rate) async -> Answer? {
        await ask("bucket_charge", count, name, rate, forced: true)
    }

    private func ask(
        _ operation: String, _ count: Int, _ name: String, _ rate: Rate, forced: Bool
    ) async -> Answer? {
        let interval = rate.period / .microseconds(1) / Double(rate.limit)
        return await redis.perform(operation, default: nil) { client, timeout throws(RedisError) in
            let answer = try await client.run(
                Self.script, keys: [redis.keys.bucket(name)],
                arguments: [
                    RedisArgument(max(0, count)), RedisArgument("\(interval)"), RedisArgument(rate.burst),
                    forced ? "1" : "0",
                ], timeout: timeout)
            guard let granted = answer.elements?.first?.number, let wait = answer.elements?.last?.number
            else {
                return nil
            }
            return Answer(granted: Int(granted), emptyFor: .microseconds(wait))
        }
    }
}
