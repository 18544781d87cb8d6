import LinuxReactor
import Redis
import TestRedis

/// Patient, so that only what a test asks for times out on a busy machine.
func configuration(
    _ server: RedisServer, _ change: (inout RedisConfiguration) -> Void = { _ in }
) throws -> RedisConfiguration {
    var configuration = RedisConfiguration(
        url: try RedisURL(server.url), connectTimeout: .seconds(20), commandTimeout: .seconds(30),
        silenceLimit: .seconds(60), firstBackoff: .milliseconds(2), lastBackoff: .milliseconds(20))
    change(&configuration)
    return configuration
}

/// A server and a client of its own for one test.
func withClient<T: Sendable>(
    _ arguments: [String] = [], _ change: @Sendable (inout RedisConfiguration) -> Void = { _ in },
    _ body: @Sendable (RedisClient, RedisServer) async throws -> T
) async throws -> T {
    try await withRedisServer(arguments) { server in
        let client = RedisClient(try configuration(server, change), reactor: .shared)
        let result = try await body(client, server)
        await client.shutdown()
        return result
    }
}

/// Calls until it succeeds: a client that reconnects in the background fails fast meanwhile.
@discardableResult
func eventually(_ client: RedisClient, _ command: RedisCommand) async throws -> RedisValue {
    while true {
        do { return try await client.perform(command) } catch {
            try Task.checkCancellation()
            await briefly()
        }
    }
}

/// The error of a call that must fail.
func failure(_ body: () async throws(RedisError) -> some Any) async -> RedisError? {
    do throws(RedisError) {
        _ = try await body()
        return nil
    } catch { return error }
}
