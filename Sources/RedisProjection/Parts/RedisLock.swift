internal import Redis

/// A lock that saves work, and protects nothing: it may be lost at any moment (a restart, a failover, an expiry while
/// its holder sleeps), and two may then believe that they hold it. What must not happen twice is decided in Postgres.
///
/// It ends by itself; only who holds it can renew or release it, since both compare its token.
public struct RedisLock: Sendable {
    /// Proves that one has the lock.
    public struct Token: Hashable, Sendable {
        /// Which lock.
        public let name: String
        let secret: String
    }

    /// How an attempt to get the lock ended.
    public enum Acquisition: Hashable, Sendable {
        /// It is the caller's until the time is over.
        case held(Token)
        /// Somebody else has it.
        case taken
        /// Redis is away. Whoever can afford the work does it.
        case unknown
    }

    /// How an attempt to keep or end the lock ended.
    public enum Outcome: Hashable, Sendable {
        /// It was the caller's, and has been renewed or released.
        case done
        /// It was the caller's no longer, and nothing has been changed.
        case lost
        /// Redis is away.
        case unknown
    }

    private static let renewal = RedisScript(
        "lock_renew",
        """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        return redis.call('PEXPIRE', KEYS[1], ARGV[2])
        """)
    private static let ending = RedisScript(
        "lock_release",
        """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
        return redis.call('DEL', KEYS[1])
        """)

    let redis: GuardedRedis

    /// Takes the lock if nobody has it. An attempt that ends `unknown` may have taken it; then it ends by itself.
    /// - Parameters:
    ///   - duration: when it ends by itself; at least a millisecond.
    ///   - inBackground: nothing waits for the caller, so it may wait longer for Redis.
    public func acquire(
        _ name: String, for duration: Duration, inBackground: Bool = false
    ) async -> Acquisition {
        await acquire(Self.token(for: name), for: duration, inBackground: inBackground)
    }

    /// What will prove that one has the lock, before one has it.
    static func token(for name: String) -> Token {
        let (high, low) = (UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max))
        return Token(name: name, secret: String(high, radix: 36) + String(low, radix: 36))
    }

    /// The same with a token made before, which the caller still has when the attempt ends `unknown`: with it a
    /// lock that was taken all the same can be renewed.
    func acquire(
        _ token: Token, for duration: Duration, inBackground: Bool
    ) async -> Acquisition {
        await redis.perform("lock_acquire", default: .unknown, inBackground: inBackground) {
            client, timeout throws(RedisError) in
            let answer = try await client.perform(
                RedisCommand(
                    "SET", RedisArgument(redis.keys.lock(token.name)), RedisArgument(token.secret), "NX",
                    "PX",
                    RedisArgument(duration.wholeMilliseconds)), timeout: timeout)
            return answer == .null ? .taken : .held(token)
        }
    }

    /// Keeps the lock for so long from now, if it still is the caller's.
    public func renew(_ token: Token, for duration: Duration, inBackground: Bool = false) async -> Outcome {
        await run(Self.renewal, token, [RedisArgument(duration.wholeMilliseconds)], inBackground)
    }

    /// Ends the lock, if it still is the caller's.
    public func release(_ token: Token) async -> Outcome { await run(Self.ending, token, [], false) }

    private func run(
        _ script: RedisScript, _ token: Token, _ rest: [RedisArgument], _ inBackground: Bool
    ) async -> Outcome {
        await redis.perform(script.name, default: .unknown, inBackground: inBackground) {
            client, timeout throws(RedisError) in
            let answer = try await client.run(
                script, keys: [redis.keys.lock(token.name)], arguments: [RedisArgument(token.secret)] + rest,
                timeout: timeout)
            return answer.number == 1 ? .done : .lost
        }
    }
}

extension Duration {
    /// At least one: Redis refuses an expiry of zero.
    var wholeMilliseconds: Int64 { max(1, Int64(self / .milliseconds(1))) }
}
