public import LinuxReactor
import Postgres

/// Everything that is kept: PostgreSQL is the only truth. SQL lives in this target and nowhere else.
///
/// Two pools on one database: `queue` for the statements of a job's life, whose plans are pinned because the
/// planner's statistics are always wrong for tables that fill and empty all day (reference: measured plans flip from
/// 0.6 ms to 227 ms); `general` for everything else, planned as usual.
public final class JobQueueStore: Sendable {
    let queue: PostgresPool
    let general: PostgresPool
    /// The thread on which queries cost least: run callers of hot paths with this executor preference.
    public let reactor: Reactor
    /// Raised when this process may have written events of jobs.
    public let eventSignal = EventSignal()
    /// Where the database is.
    package let conninfo: String

    /// A process that is paused in the middle of a transaction loses it after 30 s, so that its locks do not hold up
    /// the others for as long as it sleeps.
    ///
    /// - Parameter conninfo: libpq connection string or URI.
    /// - Parameter queueConnections: connections for claims, settles and submits; two to four are best.
    public init(
        conninfo: String, queueConnections: Int = 3, generalConnections: Int = 4,
        connectTimeout: Duration = .seconds(5),
        statementTimeout: Duration = .seconds(30), applicationName: String = "jq", reactor: Reactor = .shared
    ) {
        self.reactor = reactor
        self.conninfo = conninfo
        queue = PostgresPool(
            PostgresConfiguration(
                conninfo: conninfo, poolSize: queueConnections, connectTimeout: connectTimeout,
                statementTimeout: statementTimeout,
                options: ["enable_seqscan": "off", "plan_cache_mode": "force_generic_plan", "jit": "off"],
                applicationName: applicationName),
            reactor: reactor)
        general = PostgresPool(
            PostgresConfiguration(
                conninfo: conninfo, poolSize: generalConnections, connectTimeout: connectTimeout,
                statementTimeout: statementTimeout,
                options: ["jit": "off", "idle_in_transaction_session_timeout": "30s"],
                applicationName: applicationName),
            reactor: reactor)
    }

    /// Closes every connection. Calls still under way fail.
    public func shutdown() async {
        await queue.shutdown()
        await general.shutdown()
    }

    /// Runs one statement of the hot path.
    func run(_ statement: Statement, _ parameters: Parameters) async throws(StoreError) -> Rows {
        defer { eventSignal.raise() }
        do { return try await queue.execute(statement, parameters) } catch { throw StoreError(error) }
    }

    /// Runs one statement with ordinary planning.
    func read(_ statement: Statement, _ parameters: Parameters = Parameters()) async throws(StoreError)
        -> Rows
    {
        do { return try await general.execute(statement, parameters) } catch { throw StoreError(error) }
    }

    /// Asks the server for its version; fails when it cannot be reached.
    public func ping() async throws(StoreError) -> String {
        let rows = try await read(Statement("ping", "SELECT current_setting('server_version')"))
        return rows[0].string(0)
    }
}
