/// The calls inside `PostgresPool.transaction`. It is of use only until its body returns.
public struct PostgresTransaction: Sendable {
    let core: PoolCore
    let member: PoolMember
    let progress: Progress

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
        // BEGIN travels with the first statements, under their Sync: should it fail, they are skipped.
        guard let isFirst = progress.begin() else { throw .transactionIsOver.about(list[0].0.name) }
        let work = (isFirst ? [(Self.begin, Parameters())] : []) + list
        let call = Call(
            .statements(work), timeout: core.configuration.statementTimeout, role: .partOfTransaction)
        let rows = try await core.answer(call, on: member)
        return isFirst ? Array(rows.dropFirst()) : rows
    }

    static let begin = Statement("begin", "BEGIN")
    private static let commit = Statement("commit", "COMMIT")
    private static let rollback = Statement("rollback", "ROLLBACK")

    /// Ends the transaction for good. Throws also when the server undoes it, because a statement failed
    /// whose error the body kept to itself.
    func commit() async throws(PostgresError) {
        guard progress.end() else { return }
        let call = Call(
            .statements([(Self.commit, Parameters())]), timeout: core.configuration.statementTimeout,
            role: .commit)
        let rows = try await core.answerInAnyCase(call, on: member)
        guard rows.first?.result.commandTag == "COMMIT" else {
            throw PostgresError(
                .server, "the transaction was undone, because one of its statements had failed",
                sqlstate: "25P02", statement: "commit")
        }
    }

    /// Undoes the transaction. Returns when its locks are gone, or its connection is.
    func rollback() async {
        guard progress.end() else { return }
        let call = Call(
            .statements([(Self.rollback, Parameters())]), timeout: core.configuration.statementTimeout,
            role: .partOfTransaction)
        _ = try? await core.answerInAnyCase(call, on: member)
    }
}
