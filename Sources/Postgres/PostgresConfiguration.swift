/// Where PostgreSQL is, and how a pool uses it.
public struct PostgresConfiguration: Sendable {
    /// A libpq connection string: `host=… dbname=…` or `postgresql://…`. Errors never show its password.
    public var conninfo: String
    /// The most connections the pool opens, at least 1. Notifications have one more, of their own.
    public var poolSize: Int
    /// How long a connection attempt may take (libpq counts whole seconds, at least 2), and how long a call
    /// waits for a connection while none can be made.
    public var connectTimeout: Duration
    /// How long a call may take in all, waiting for its turn included.
    public var statementTimeout: Duration
    /// How long the server may take to confirm that it cancelled a call; then its connection is dropped.
    public var cancelGrace: Duration = .seconds(2)
    /// Server settings for each session, such as `["jit": "off"]`.
    public var options: [String: String]
    /// What `pg_stat_activity` shows.
    public var applicationName: String

    /// A configuration with the usual limits.
    public init(
        conninfo: String, poolSize: Int = 4, connectTimeout: Duration = .seconds(5),
        statementTimeout: Duration = .seconds(30), options: [String: String] = [:], applicationName: String
    ) {
        self.conninfo = conninfo
        self.poolSize = max(1, poolSize)
        self.connectTimeout = connectTimeout
        self.statementTimeout = statementTimeout
        self.options = options
        self.applicationName = applicationName
    }
}
