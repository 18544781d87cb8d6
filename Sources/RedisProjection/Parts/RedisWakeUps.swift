internal import Redis
internal import Synchronization

/// Tells other servers that jobs of some queues became ready. A hint: their poll is the truth.
public struct RedisWakeUps: Sendable {
    /// What a server hears.
    public enum News: Hashable, Sendable {
        /// Jobs of these queues became ready, says another server.
        case ready(queues: [String])
        /// Wake-ups may have been lost: look at all queues.
        case mayHaveLost
    }

    /// Names in one message are bounded; a busy server has few queues.
    private static let maxQueues = 10_000

    let redis: GuardedRedis
    /// Distinguishes this server's messages from the others'.
    let sender: String

    /// Tells the others.
    /// - Parameter listeners: how many servers are alive, this one included.
    /// - Returns: whether at least so many listened; if not, tell them in another way too.
    public func broadcast(_ queues: [String], listeners: Int) async -> Bool {
        let payload = ([sender] + queues).joined(separator: "\n")
        return await redis.perform("publish", default: false) { client, timeout throws(RedisError) in
            let answer = try await client.perform(
                RedisCommand("PUBLISH", RedisArgument(redis.keys.wake), RedisArgument(payload)),
                timeout: timeout)
            return (answer.number ?? 0) >= Int64(listeners)
        }
    }

    /// What the others tell, until the task is cancelled or the projection is shut down. Reconnects by itself.
    public func listen(_ body: (News) async -> Void) async {
        for await message in redis.client.messages(on: [redis.keys.wake]) {
            switch message {
            case .mayHaveLost: await body(.mayHaveLost)
            case .received(_, let payload):
                let parts = payload.split(separator: UInt8(ascii: "\n"), maxSplits: Self.maxQueues)
                    .map { String(decoding: $0, as: UTF8.self) }
                guard let from = parts.first, from != sender else { continue }
                await body(.ready(queues: Array(parts.dropFirst())))
            }
        }
    }
}
