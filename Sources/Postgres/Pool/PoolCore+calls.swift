internal import LinuxReactor

extension PoolCore {
    /// Sends a call and waits for its answer. When the calling task is cancelled, it throws at once.
    nonisolated func answer(_ call: Call, on lease: Lease? = nil) async throws(PostgresError) -> [Rows] {
        try call.check()
        guard !Task.isCancelled else { throw .cancelled(call.name, outcomeUnknown: false) }
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                enter { $0.begin(call, on: lease) { continuation.resume(returning: $0) } }
            }
        } onCancel: {
            reactor.run { self.assumeIsolated { $0.cancel(call) } }
        }
        return try answer.get()
    }

    /// Ends the transaction of a lease, whether or not the calling task is cancelled.
    /// - Returns: nothing if no transaction was begun.
    nonisolated func end(_ lease: Lease, with call: Call) async throws(PostgresError) -> [Rows] {
        let answer = await withCheckedContinuation { continuation in
            enter { $0.end(lease, with: call) { continuation.resume(returning: $0) } }
        }
        return try answer.get()
    }

    private func begin(_ call: Call, on lease: Lease?, _ reply: @escaping @Sendable (Call.Answer) -> Void) {
        guard call.begin(reply) else { return }
        if let lease {
            guard lease.stage != .ended else {
                return call.answer(.failure(.transactionIsOver.about(call.name)))
            }
            if lease.stage == .unused, call.role == .partOfTransaction { call.addBegin() }
            lease.stage = .begun
            send(call, on: lease)
        } else if let error = connector.invalid {
            call.answer(.failure(error))
        } else {
            call.ticket = state.submit(.call(call), at: now, &actions)
        }
        perform()
    }

    private func end(_ lease: Lease, with call: Call, _ reply: @escaping @Sendable (Call.Answer) -> Void) {
        guard call.begin(reply) else { return }
        let wasBegun = lease.stage == .begun
        lease.stage = .ended
        guard wasBegun else { return call.answer(.success([])) }
        send(call, on: lease)
        perform()
    }

    private func send(_ call: Call, on lease: Lease) {
        guard let connection = connections[lease.member] else {
            return call.answer(.failure(.leaseIsOver.about(call.name)))
        }
        state.submit(onLeaseOf: lease.member)
        connection.assumeIsolated { $0.send(call) }
    }

    private func cancel(_ call: Call) {
        if let ticket = call.ticket, state.leave(ticket) {
            call.abandon(isSent: false)
        } else if let connection = call.connection {
            connection.assumeIsolated { $0.abandon(call) }
        } else {
            call.abandon(isSent: false)
        }
    }
}

extension Call {
    /// Refuses what the protocol cannot carry, before anything is sent.
    func check() throws(PostgresError) {
        switch work {
        case .script(let sql):
            guard !sql.utf8.contains(0) else { throw Self.refusal("the script contains a NUL byte", nil) }
        case .statements(let list):
            for (statement, parameters) in list {
                guard parameters.count <= Parameters.limit else {
                    throw Self.refusal("\(parameters.count) parameters; 65535 is the limit", statement.name)
                }
                guard parameters.bytes.count <= Parameters.sizeLimit else {
                    throw Self.refusal("the parameters exceed 1,000,000,000 bytes", statement.name)
                }
            }
        }
    }

    private static func refusal(_ message: String, _ name: String?) -> PostgresError {
        PostgresError(.refused, message, hint: "split the call", statement: name)
    }
}

extension PostgresError {
    static let shutDown = PostgresError(.refused, "the connection pool is shut down")

    /// A lease ends with its connection at the latest.
    static let leaseIsOver = PostgresError(
        .connectionLoss, "the connection of the transaction broke, and the transaction was undone")

    static let transactionIsOver = PostgresError(
        .refused, "the transaction is over", hint: "use it only inside the body of PostgresPool.transaction")

    func about(_ statement: String?) -> PostgresError {
        var error = self
        error.statement = statement
        return error
    }
}

extension PoolState.Refusal {
    func error(_ configuration: PostgresConfiguration, lastFailure: PostgresError?) -> PostgresError {
        switch self {
        case .shutDown: .shutDown
        case .queueFull:
            PostgresError(
                .refused, "too many calls wait for one of \(configuration.poolSize) connections",
                hint: "send less, or several statements in one call")
        case .exhausted:
            PostgresError(
                .timeout,
                "none of \(configuration.poolSize) connections became free in "
                    + "\(configuration.statementTimeout)",
                hint: "shorten the transactions, or raise the pool size")
        case .unreachable:
            lastFailure.map { PostgresError(.connectionLoss, $0.message, sqlstate: $0.sqlstate) }
                ?? PostgresError(
                    .connectionLoss, "cannot reach PostgreSQL: no answer in \(configuration.connectTimeout)")
        }
    }
}
