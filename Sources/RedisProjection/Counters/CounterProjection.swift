internal import Logging

/// One server's part in keeping the counters. Of all servers the one with the lock writes; should two write, the
/// marker lets only the later one through.
public struct CounterProjection: Sendable {
    /// What a turn did.
    public enum Turn: Hashable, Sendable {
        /// Redis is away.
        case away
        /// Another server writes.
        case idle
        /// So many queues were written or removed; `rebuilt` when that was all of them under a new marker.
        case wrote(Int, rebuilt: Bool)
    }

    private static let lockName = "projection"
    private static let lockTime = Duration.seconds(15)

    private let redis: GuardedRedis
    private let locks: RedisLock
    private let counters: RedisCounters
    private let logger: Logger
    private var state = ProjectionState()
    private let token = RedisLock.token(for: lockName)
    /// The lock is ours as far as anybody knows: an attempt whose answer was lost may have taken it.
    private var mayHoldLock = false

    init(redis: GuardedRedis, logger: Logger) {
        self.redis = redis
        self.logger = logger
        locks = RedisLock(redis: redis)
        counters = RedisCounters(redis: redis)
    }

    /// Looks whether Redis still has what was written, and writes what is missing or changed. Once a second.
    /// - Parameter source: the counts of all queues, from Postgres. Asked only when this server writes.
    public mutating func turn(
        source: () async throws -> [String: QueueNumbers]
    ) async rethrows -> Turn {
        guard let looked = await counters.look() else {
            state.forget()
            return .away
        }
        guard await lock() else { return redis.health == .well ? .idle : .away }
        var rebuilt = false
        var marker: String
        switch state.step(runID: looked.runID, marker: looked.marker) {
        case .goOn(let current): marker = current
        case .rebuild:
            guard let new = await counters.begin(runID: looked.runID, writer: token.secret) else {
                return .away
            }
            state.begin(marker: new.marker, leftovers: new.queues)
            marker = new.marker
            rebuilt = true
        }
        let changes = state.changes(to: try await source())
        guard await counters.write(changes, marker: marker) else {
            state.forget()
            return redis.health == .well ? .idle : .away
        }
        state.wrote(changes)
        if rebuilt {
            logger.info(
                "counters in Redis rebuilt from Postgres", metadata: ["queues": "\(changes.write.count)"])
        }
        return .wrote(changes.write.count + changes.remove.count, rebuilt: rebuilt)
    }

    /// Leaves the counters to another server. They stay until they expire.
    public mutating func stop() async {
        if mayHoldLock { _ = await locks.release(token) }
        mayHoldLock = false
    }

    /// Whether the lock is ours.
    private mutating func lock() async -> Bool {
        if mayHoldLock {
            switch await locks.renew(token, for: Self.lockTime, inBackground: true) {
            case .done: return true
            case .unknown: return false
            case .lost: mayHoldLock = false
            }
        }
        let acquisition = await locks.acquire(token, for: Self.lockTime, inBackground: true)
        mayHoldLock = acquisition != .taken
        return acquisition == .held(token)
    }
}
