internal import LinuxReactor
internal import Redis

/// Where Redis is and how to use it. A value of this type has a URL that can be read.
public struct RedisSettings: Hashable, Sendable {
    /// The longest that a caller waits for an answer; what works in the background waits half a second.
    public let timeout: Duration
    /// What all keys and channels begin with, before a colon. Servers of one database share it, others must not.
    public let prefix: String
    let url: RedisURL

    /// - Parameter url: `redis://[user:password@]host[:port][/db]` or `unix:///path`.
    /// - Throws: when the URL cannot be read. The error does not repeat it.
    public init(url: String, timeout: Duration = .milliseconds(20), prefix: String = "jq") throws {
        self.url = try RedisURL(url)
        self.timeout = timeout
        self.prefix = prefix
    }

    /// Where the server is, without user and password.
    public var place: String { url.description }

    /// Connects and asks the server for its version, to test the settings.
    /// - Throws: when it cannot be reached or does not answer within five seconds.
    public func serverVersion() async throws -> String {
        let client = RedisClient(
            RedisConfiguration(url: url, connectTimeout: .seconds(5), commandTimeout: .seconds(5)),
            reactor: .shared)
        let answer: Result<String, any Error>
        do {
            let info = try await client.perform(RedisCommand("INFO", "server")).text ?? ""
            let line = info.split(whereSeparator: \.isNewline).first { $0.hasPrefix("redis_version:") }
            answer = .success(
                line.map { String($0.dropFirst("redis_version:".count)) } ?? "of unknown version")
        } catch { answer = .failure(error) }
        await client.shutdown()
        return try answer.get()
    }
}
