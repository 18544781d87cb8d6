import Logging
import LinuxReactor
import Redis
import RedisProjection
import Synchronization
import TestRedis

/// Everything that was logged at WARNING, NOTICE or INFO, as `level: message`.
final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }

    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(lines: self) }
        logger.logLevel = .info
        return logger
    }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
        func log(event: LogEvent) { lines.add("\(event.level): \(event.message)") }
    }
}

/// Patient, and quick to look again.
func projection(
    _ server: RedisServer, sender: String = "one", timeout: Duration = .seconds(20),
    log: LogLines = LogLines(),
    breaker: CircuitBreaker = CircuitBreaker(
        threshold: 2, firstPause: .milliseconds(2), lastPause: .milliseconds(20))
) throws -> RedisProjection {
    RedisProjection(
        try RedisSettings(url: server.url, timeout: timeout), sender: sender,
        breaker: breaker, logger: log.logger)
}

/// A server and a projection of its own for one test.
func withProjection<T: Sendable>(
    _ arguments: [String] = [], _ body: @Sendable (RedisProjection, RedisServer) async throws -> T
) async throws -> T {
    try await withRedisServer(arguments) { server in
        let projection = try projection(server)
        let result = try await body(projection, server)
        await projection.shutdown()
        return result
    }
}

/// A plain client, to look and to meddle.
func withPlainClient<T: Sendable>(
    _ server: RedisServer, _ body: @Sendable (RedisClient) async throws -> T
) async throws -> T {
    let client = RedisClient(
        RedisConfiguration(url: try RedisURL(server.url), commandTimeout: .seconds(20)), reactor: .shared)
    let result = try await body(client)
    await client.shutdown()
    return result
}

/// Looks until Redis is well, or away.
func wait(for projection: RedisProjection, well: Bool) async throws {
    while (projection.health == .well) != well {
        await projection.probe()
        await briefly()
        try Task.checkCancellation()
    }
}
