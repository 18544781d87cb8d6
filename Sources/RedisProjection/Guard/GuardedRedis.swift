internal import Logging
internal import Redis
internal import Synchronization

/// Redis behind a circuit breaker: every operation has a time limit and a safe default, which is what its caller gets
/// when Redis is away, hangs or refuses. Nothing here throws.
///
/// A change from well to away is one WARNING, the way back one NOTICE; single failures are DEBUG.
public final class GuardedRedis: Sendable {
    private struct State {
        var breaker = CircuitBreaker()
        var reason = "not asked yet"
        /// Operations that the server refuses; each is told once until it works again.
        var refused: Set<String> = []
    }

    /// Codes by which a server that answers says that it cannot serve now.
    private static let away: Set<String> = [
        "LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "NOAUTH", "WRONGPASS", "MISCONF", "OOM", "BUSY",
    ]

    private static let patience = Duration.milliseconds(500)

    let client: RedisClient
    let keys: RedisKeys
    /// The longest that a caller waits, unless it works in the background.
    let timeout: Duration
    private let logger: Logger
    private let metrics = RedisMetrics()
    private let state: Mutex<State>

    init(client: RedisClient, keys: RedisKeys, timeout: Duration, breaker: CircuitBreaker, logger: Logger) {
        self.client = client
        self.keys = keys
        self.timeout = timeout
        self.logger = logger
        state = Mutex(State(breaker: breaker))
        metrics.note(breaker.state)
    }

    /// How Redis is, without asking it.
    public var health: RedisHealth {
        state.withLock { state in
            if case .closed = state.breaker.state { .well } else { .away(reason: state.reason) }
        }
    }

    /// Operations that Redis refuses, though it is well.
    var refused: [String] { state.withLock { $0.refused.sorted() } }

    /// Runs an operation, or gives the default at once when Redis is known to be away.
    /// - Parameter inBackground: no claim or submit waits for it: it has more time, and may see whether Redis is back.
    func perform<T: Sendable>(
        _ operation: String, default safe: T, inBackground: Bool = false,
        _ body: (RedisClient, _ timeout: Duration) async throws(RedisError) -> T
    ) async -> T {
        let begin = ContinuousClock.now
        let admission = change { $0.admit(at: begin, canProbe: inBackground) }
        guard admission != .goWithout else { return safe }
        do throws(RedisError) {
            if admission == .probe { try await checkThatItWrites() }
            let value = try await body(client, inBackground ? max(timeout, Self.patience) : timeout)
            metrics.note(operation, took: begin.duration(to: .now), failed: false)
            succeeded(operation, asProbe: admission == .probe)
            return value
        } catch {
            metrics.note(operation, took: begin.duration(to: .now), failed: true)
            failed(operation, error, asProbe: admission == .probe)
            return safe
        }
    }

    /// A replica and a full server answer questions and refuse to write: to be back is to write.
    private func checkThatItWrites() async throws(RedisError) {
        let command = RedisCommand("SET", RedisArgument(keys.probe), "1", "PX", 1_000)
        do throws(RedisError) {
            _ = try await client.perform(command, timeout: max(timeout, Self.patience))
        } catch {
            // A right that is missing, say: other operations may go.
            guard case .server(let code) = error.kind, !Self.away.contains(code) else { throw error }
        }
    }

    /// Asks for a sign of life if the breaker lets it; the only caller that needs nothing else.
    func probe() async {
        _ = await perform("ping", default: (), inBackground: true) { client, timeout throws(RedisError) in
            _ = try await client.perform(RedisCommand("PING"), timeout: timeout)
        }
    }

    private func change<T: Sendable>(_ body: (inout CircuitBreaker) -> sending T) -> T {
        let (result, state) = state.withLock { state in (body(&state.breaker), state.breaker.state) }
        metrics.note(state)
        return result
    }

    private static func reason(of error: RedisError) -> String {
        guard let hint = error.hint ?? hint(for: error) else { return error.message }
        return (error.message.hasSuffix(".") ? String(error.message.dropLast()) : error.message) + "; \(hint)"
    }

    private static func hint(for error: RedisError) -> String? {
        guard case .server(let code) = error.kind else { return nil }
        return switch code {
        case "READONLY": "redis.url names a replica; name the primary"
        case "OOM": "raise its maxmemory, or give jq a Redis of its own"
        case "MISCONF": "its log says why it cannot save"
        default: nil
        }
    }

    private func succeeded(_ operation: String, asProbe: Bool) {
        state.withLock { _ = $0.refused.remove(operation) }
        if change({ $0.succeeded(asProbe: asProbe) }) {
            logger.notice("Redis is back", metadata: ["redis": "\(client.place)"])
        }
    }

    private func failed(_ operation: String, _ error: RedisError, asProbe: Bool) {
        logger.debug("Redis operation failed", metadata: ["operation": "\(operation)", "error": "\(error)"])
        switch error.kind {
        case .cancelled:
            if asProbe { change { $0.abandonedProbe(at: .now) } }
        case .server(let code) where !Self.away.contains(code):
            // It is alive, and this operation does not go: a key of another type, a right that is missing.
            if state.withLock({ $0.refused.insert(operation).inserted }) {
                logger.warning(
                    "Redis refuses an operation; jq goes on without it",
                    metadata: ["operation": "\(operation)", "error": "\(error)"])
            }
            if change({ $0.succeeded(asProbe: asProbe) }) {
                logger.notice("Redis is back", metadata: ["redis": "\(client.place)"])
            }
        default:
            // Whom it hit says little: all are without Redis now.
            let reason = Self.reason(of: error)
            state.withLock { $0.reason = reason }
            let random = Double.random(in: 0...1)
            if change({
                $0.failed(asProbe: asProbe, at: .now, random: random, isCertain: error.isAnswer)
            }) {
                logger.warning(
                    "Redis is away; working without it",
                    metadata: ["redis": "\(client.place)", "error": "\(reason)"])
            }
        }
    }
}
