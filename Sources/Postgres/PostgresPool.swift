public import LinuxReactor

/// Connections to one PostgreSQL database, opened when needed and opened again when they break.
///
/// Calls from any number of tasks are pipelined: they share connections and do not wait for each other's
/// answers. Tasks that prefer the pool's reactor (`withTaskExecutorPreference(reactor)`) make their calls
/// without changing threads, which is what makes them fast.
///
/// When the server cannot be reached, a call waits for it for the connect timeout. When a connection
/// breaks, its calls under way throw with `outcomeUnknown`, and the next calls get a new connection.
public final class PostgresPool: Sendable {
    private let core: PoolCore

    /// A pool that connects with its first call. A broken connection string shows then, too.
    public init(_ configuration: PostgresConfiguration, reactor: Reactor) {
        core = PoolCore(configuration, reactor: reactor)
    }

    deinit {
        core.enter { $0.abandon() }
    }

    /// Runs one statement, as a transaction of its own, on a connection that it shares with other calls.
    /// - Throws: also when the task is cancelled or the statement timeout is over; the server is then asked
    ///   to cancel the statement, and the connection lives on.
    public func execute(
        _ statement: Statement, _ parameters: Parameters = Parameters()
    ) async throws(PostgresError) -> Rows {
        try await batch([(statement, parameters)])[0]
    }

    /// Runs several statements in one round trip, as one transaction: all of them take effect or none.
    /// - Returns: the rows of each statement, in order.
    public func batch(_ list: [(Statement, Parameters)]) async throws(PostgresError) -> [Rows] {
        guard !list.isEmpty else { return [] }
        return try await core.answer(Call(.statements(list), timeout: core.configuration.statementTimeout))
    }

    /// Runs `body` in a transaction on a connection of its own: committed when it returns, undone when it
    /// throws. Waits for a free connection, in order of arrival, at most for the statement timeout.
    ///
    /// A body that takes long keeps a connection from others; `batch` does without one.
    /// - Throws: what `body` throws, or a `PostgresError` if there is no connection or the commit fails.
    ///   Only a failed commit can have `outcomeUnknown`; any other failure has undone everything.
    public func transaction<T>(
        _ body: (PostgresTransaction) async throws -> T
    ) async throws -> T {
        let lease = try await core.lease()
        defer { core.giveBack(lease) }
        let transaction = PostgresTransaction(core: core, lease: lease)
        let value: T
        do {
            value = try await body(transaction)
        } catch {
            await transaction.rollback()
            throw error
        }
        try await transaction.commit()
        return value
    }

    /// Runs a script of any number of commands, such as a migration, on a connection of its own. Without
    /// BEGIN and COMMIT it is one transaction. What it changes in its session is set back afterwards.
    /// - Parameter timeout: the longest it may take; the statement timeout if `nil`.
    public func simple(_ sql: String, timeout: Duration? = nil) async throws(PostgresError) {
        let lease = try await core.lease()
        defer { core.giveBack(lease) }
        let call = Call(
            .script(sql), timeout: timeout ?? core.configuration.statementTimeout, role: .commit)
        _ = try await core.answer(call, on: lease)
    }

    /// What is sent to these channels with NOTIFY, over a connection of its own that is renewed when it
    /// breaks. Iterate over it once.
    ///
    /// Notifications are hints: some are lost while the connection is away. `.reconnected` says so each time
    /// listening has begun, the first time included. Ends when the pool is shut down.
    public func notifications(on channels: [String]) -> PostgresNotifications {
        PostgresNotifications(channels, core: core)
    }

    /// What the pool is doing at the moment.
    public func statistics() async -> PostgresPoolStatistics {
        await core.statistics
    }

    /// Refuses new calls, lets those under way and open transactions end, and closes all connections.
    public func shutdown() async {
        await core.shutDown()
    }
}
