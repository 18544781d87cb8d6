import Lifecycle
import Postgres
import Resources

extension JobQueueStore {
    /// Runs `body` in a transaction whose statements may each look through dead letters for `limit`.
    ///
    /// A pattern is tried before: PostgreSQL looks at it only when it meets a row.
    ///
    /// - Parameter keepsHistory: let no sweep of the history come in between; waits for one that is on.
    func searching<T>(
        _ selector: DeadLetterSelector, limit: Duration = .seconds(10), keepsHistory: Bool = false,
        _ body: (PostgresTransaction) async throws -> T
    ) async throws(StoreError) -> T {
        do {
            return try await general.transaction { transaction in
                if keepsHistory { _ = try await transaction.execute(PartitionSQL.holdSweep) }
                var parameters = Parameters()
                parameters.append("\(limit.microseconds / 1000)ms")
                _ = try await transaction.execute(SearchSQL.settings, parameters)
                if let pattern = selector.errorPattern {
                    var parameters = Parameters()
                    parameters.append(pattern)
                    _ = try await transaction.execute(SearchSQL.pattern, parameters)
                }
                return try await body(transaction)
            }
        } catch {
            if let error = error as? PostgresError, let plain = searchError(error, selector, limit) {
                throw plain
            }
            throw StoreError.wrapping(error)
        }
    }
}

/// What is wrong with the search itself; nil when something else is.
private func searchError(
    _ error: PostgresError, _ selector: DeadLetterSelector, _ limit: Duration
) -> StoreError? {
    switch error.sqlstate {
    case "2201B":
        StoreError(
            .invalidArgument,
            "error pattern \"\(selector.errorPattern ?? "")\" cannot be used: \(error.message)")
    // Cancelled by the statement timeout.
    case "57014":
        StoreError(
            .failedPrecondition,
            "looking through the dead letters took longer than \(limit.manifestText); narrow the selection by "
                + "queue or job ids"
                + (selector.errorPattern == nil ? "" : ", or use a simpler error pattern"))
    default: nil
    }
}

private enum SearchSQL {
    /// Statistics of tables that fill and empty all day are always wrong; what is searched has an index.
    static let settings = Statement(
        "dead_search_settings",
        """
        SELECT set_config('statement_timeout', $1, true), set_config('enable_seqscan', 'off', true),
               set_config('lock_timeout', '5s', true)
        """)
    static let pattern = Statement("dead_search_pattern", "SELECT '' ~ $1::text")
}
