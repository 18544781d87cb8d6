/// Somebody who waits for a connection of their own.
///
/// Unchecked, because everything that changes belongs to the reactor's thread; see `Call`.
final class LeaseRequest: @unchecked Sendable {
    typealias Answer = Result<PoolMember, PostgresError>

    private enum Caller {
        case absent
        case waiting(@Sendable (Answer) -> Void)
        case gone
    }

    var ticket: PoolTicket?
    private var caller = Caller.absent

    /// `false` when the caller was cancelled before.
    func begin(_ reply: @escaping @Sendable (Answer) -> Void) -> Bool {
        if case .gone = caller {
            reply(.failure(.cancelled(nil, outcomeUnknown: false)))
            return false
        }
        caller = .waiting(reply)
        return true
    }

    /// `false` when nobody waits any more.
    @discardableResult
    func answer(_ answer: Answer) -> Bool {
        guard case .waiting(let reply) = caller else { return false }
        caller = .gone
        reply(answer)
        return true
    }

    func abandon() {
        guard !answer(.failure(.cancelled(nil, outcomeUnknown: false))) else { return }
        caller = .gone
    }
}
