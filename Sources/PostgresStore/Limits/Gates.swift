import Postgres

extension JobQueueStore {
    /// What these queues let through now, in the same order; a queue that does not exist has no gate.
    public func gates(of queues: [String]) async throws(StoreError) -> [GateState] {
        guard !queues.isEmpty else { return [] }
        var parameters = Parameters()
        parameters.append(queues)
        let rows = try await counting(GateSQL.state, parameters)
        return (0..<rows.count).map { GateState(rows[$0]) }
    }

    /// The rates of all queues that have one, as overrides leave them, by stored name of the queue.
    public func ratesInForce() async throws(StoreError) -> [String: (starts: Int, milliseconds: Int64)] {
        let rows = try await run(GateSQL.rates, Parameters())
        var rates: [String: (starts: Int, milliseconds: Int64)] = [:]
        for index in 0..<rows.count {
            let row = rows[index]
            rates[row.string(0)] = (Int(row.int32(1)), row.int64(2))
        }
        return rates
    }

    /// How many jobs of each of these keys are held, in the same order.
    public func heldSlots(
        of keys: [(queue: String, key: String)]
    ) async throws(StoreError) -> [(queue: String, key: String, held: Int)] {
        guard !keys.isEmpty else { return [] }
        var parameters = Parameters()
        parameters.append(keys.map(\.queue))
        parameters.append(keys.map(\.key))
        let rows = try await counting(GateSQL.keys, parameters)
        return (0..<rows.count).map { index in
            (rows[index].string(0), rows[index].string(1), Int(rows[index].int64(2)))
        }
    }

    private func counting(_ statement: Statement, _ parameters: Parameters) async throws(StoreError) -> Rows {
        do {
            return try await queue.batch([(GateSQL.count, Parameters()), (statement, parameters)])[1]
        } catch { throw StoreError(error) }
    }

    /// Counts what runs in queues that have become gated, and lets claims pass their gates from now on. Waits for
    /// the claims under way that did not see the gates, half a second at most.
    ///
    /// - Returns: false when somebody held it up; to be tried again.
    func enforceGates(of queues: [String]) async throws(StoreError) -> Bool {
        var parameters = Parameters()
        parameters.append(queues)
        do {
            try await general.transaction { transaction in
                _ = try await transaction.batch([
                    (GateSQL.hurry, Parameters()), (GateSQL.barrier, Parameters()),
                    (GateSQL.gather, parameters), (GateSQL.adopt, parameters), (GateSQL.enforce, parameters),
                ])
            }
            return true
        } catch let error as PostgresError where ["55P03", "40P01"].contains(error.sqlstate) {
            return false
        } catch {
            throw StoreError.wrapping(error)
        }
    }

    /// Lets the jobs of queues that have lost their gates be claimed as others are.
    public func retireGates(of queues: [String]) async throws(StoreError) {
        var parameters = Parameters()
        parameters.append(queues)
        _ = try await run(GateSQL.retire, parameters)
    }
}
