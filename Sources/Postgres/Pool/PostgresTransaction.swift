/// The calls inside `PostgresPool.transaction`. It is of use only until its body returns.
public struct PostgresTransaction: Sendable {
    let core: PoolCore
    let lease: Lease

    /// Runs one statement in the transaction.
    ///
    /// After an error the server refuses further statements and the transaction is undone.
    public func execute(
        _ statement: Statement, _ parameters: Parameters = Parameters()
    ) async throws(PostgresError) -> Rows {
        try await batch([(statement, parameters)])[0]
    }

    /// Runs several statements in one round trip.
    /// - Returns: the rows of each statement, in order.
    public func batch(_ list: [(Statement, Parameters)]) async throws(PostgresError) -> [Rows] {
        guard !list.isEmpty else { return [] }
        return try await core.answer(call(list, .partOfTransaction), on: lease)
    }

    /// Ends the transaction for good. Throws also when the server undoes it, because a statement failed
    /// whose error the body kept to itself.
    func commit() async throws(PostgresError) {
        let rows = try await core.end(lease, with: call([(Statement("commit", "COMMIT"), .init())], .commit))
        guard let rows = rows.first else { return }  // nothing was begun
        guard rows.result.commandTag == "COMMIT" else {
            throw PostgresError(
                .server, "the transaction was undone, because one of its statements had failed",
                sqlstate: "25P02", statement: "commit")
        }
    }

    /// Undoes the transaction. Returns when its locks are gone, or its connection is.
    func rollback() async {
        let rollback = call([(Statement("rollback", "ROLLBACK"), .init())], .partOfTransaction)
        _ = try? await core.end(lease, with: rollback)
    }

    private func call(_ list: [(Statement, Parameters)], _ role: Call.Role) -> Call {
        Call(.statements(list), timeout: core.configuration.statementTimeout, role: role)
    }
}
