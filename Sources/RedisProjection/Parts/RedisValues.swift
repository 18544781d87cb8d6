internal import Redis

/// Small values that may vanish at any moment: a cache, and counters that nobody relies on.
public struct RedisValues: Sendable {
    let redis: GuardedRedis

    /// The value; nil when there is none or Redis is away.
    public func get(_ name: String) async -> [UInt8]? {
        await redis.perform("get", default: nil) { client, timeout throws(RedisError) in
            let answer = try await client.perform(RedisCommand("GET", key(name)), timeout: timeout)
            if case .bytes(let bytes) = answer { return bytes } else { return nil }
        }
    }

    /// Writes a value that ends by itself; false when Redis is away.
    public func set(_ name: String, to value: [UInt8], for duration: Duration) async -> Bool {
        await redis.perform("set", default: false) { client, timeout throws(RedisError) in
            let command = RedisCommand(
                "SET", key(name), RedisArgument(value), "PX", RedisArgument(duration.wholeMilliseconds))
            return try await client.perform(command, timeout: timeout) == .status("OK")
        }
    }

    /// Removes a value; false when there was none or Redis is away.
    public func delete(_ name: String) async -> Bool {
        await redis.perform("del", default: false) { client, timeout throws(RedisError) in
            try await client.perform(RedisCommand("DEL", key(name)), timeout: timeout).number == 1
        }
    }

    /// Adds to a counter, and gives its new value; nil when Redis is away or the value is no number. A new counter
    /// lives until it is given an end.
    public func increment(_ name: String, by amount: Int = 1) async -> Int64? {
        await redis.perform("incr", default: nil) { client, timeout throws(RedisError) in
            try await client.perform(
                RedisCommand("INCRBY", key(name), RedisArgument(amount)), timeout: timeout
            )
            .number
        }
    }

    /// Gives a value an end; false when there is none or Redis is away.
    public func expire(_ name: String, after duration: Duration) async -> Bool {
        await redis.perform("expire", default: false) { client, timeout throws(RedisError) in
            let command = RedisCommand("PEXPIRE", key(name), RedisArgument(duration.wholeMilliseconds))
            return try await client.perform(command, timeout: timeout).number == 1
        }
    }

    private func key(_ name: String) -> RedisArgument { RedisArgument(redis.keys.value(name)) }
}
