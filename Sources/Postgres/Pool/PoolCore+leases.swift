internal import CLibPQ
internal import LinuxReactor

extension PoolCore {
    /// Waits for a connection of one's own. `giveBack` must follow.
    nonisolated func lease() async throws(PostgresError) -> Lease {
        guard !Task.isCancelled else { throw .cancelled(nil, outcomeUnknown: false) }
        let request = LeaseRequest()
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                enter { $0.begin(request) { continuation.resume(returning: $0) } }
            }
        } onCancel: {
            reactor.run { self.assumeIsolated { $0.cancel(request) } }
        }
        return Lease(try answer.get())
    }

    /// Ends a lease. A connection that is not as it was before does not go back to the others.
    nonisolated func giveBack(_ lease: Lease) {
        enter { $0.giveBack(lease.member) }
    }

    private func giveBack(_ member: PoolMember) {
        connections[member]?.assumeIsolated { $0.endLease() }
        state.giveBack(member, at: now, &actions)
        perform()
    }

    private func begin(_ request: LeaseRequest, _ reply: @escaping @Sendable (LeaseRequest.Answer) -> Void) {
        guard request.begin(reply) else { return }
        if let error = connector.invalid {
            request.answer(.failure(error))
        } else {
            request.ticket = state.lease(.lease(request), at: now, &actions)
        }
        perform()
    }

    func grant(_ waiter: Waiter, _ member: PoolMember) {
        guard case .lease(let request) = waiter else { return }
        request.ticket = nil
        guard let connection = connections[member] else {
            // It broke between the decision and now.
            request.ticket = state.lease(waiter, at: now, &actions)
            return
        }
        connection.assumeIsolated { $0.isLeased = true }
        if !request.answer(.success(member)) { giveBack(member) }
    }

    private func cancel(_ request: LeaseRequest) {
        if let ticket = request.ticket { _ = state.leave(ticket) }
        request.abandon()
    }
}

extension Connection {
    func endLease() {
        isLeased = false
        guard let session, expected.isEmpty else { return }
        let status = PQtransactionStatus(session.pointer)
        if status == PQTRANS_INTRANS || status == PQTRANS_INERROR {
            lose(PostgresError(.connectionLoss, "a transaction did not end"))
        }
    }
}
