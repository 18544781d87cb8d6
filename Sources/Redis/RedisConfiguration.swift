/// How a client connects and how much it may have under way.
public struct RedisConfiguration: Sendable {
    /// Where the server is, and as whom to talk to it.
    public var url: RedisURL
    /// How long a connection, its greeting included, may take to come about.
    public var connectTimeout: Duration
    /// How long a caller waits for its answer unless it says otherwise.
    public var commandTimeout: Duration
    /// A connection whose oldest command is unanswered for so long is given up.
    public var silenceLimit: Duration
    /// Commands that are sent or wait to be; more are refused at once.
    public var maxInFlight: Int
    /// Bytes that the server has not taken yet; beyond them, commands are refused at once.
    public var maxBacklogBytes: Int
    /// The largest answer that is read.
    public var maxReplyBytes: Int
    /// The pause after the first failed attempt to connect; it doubles, with jitter, up to `lastBackoff`.
    public var firstBackoff: Duration
    /// The longest pause between attempts.
    public var lastBackoff: Duration

    /// Ordinary settings, except where said otherwise.
    public init(
        url: RedisURL, connectTimeout: Duration = .seconds(2), commandTimeout: Duration = .seconds(1),
        silenceLimit: Duration = .seconds(2), maxInFlight: Int = 10_000, maxBacklogBytes: Int = 16 << 20,
        maxReplyBytes: Int = 64 << 20,
        firstBackoff: Duration = .milliseconds(50), lastBackoff: Duration = .seconds(2)
    ) {
        self.url = url
        self.connectTimeout = connectTimeout
        self.commandTimeout = commandTimeout
        self.silenceLimit = silenceLimit
        self.maxInFlight = maxInFlight
        self.maxBacklogBytes = maxBacklogBytes
        self.maxReplyBytes = maxReplyBytes
        self.firstBackoff = firstBackoff
        self.lastBackoff = lastBackoff
    }

    /// The pause after so many failed attempts in a row.
    func backoff(afterFailures failures: Int) -> Duration {
        min(firstBackoff * (1 << min(max(failures - 1, 0), 16)), lastBackoff) * Double.random(in: 0.5...1)
    }
}
