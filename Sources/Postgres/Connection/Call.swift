internal import LinuxReactor

/// One caller's request: what to send under one Sync, and who waits for the answer.
///
/// Unchecked, because everything that changes belongs to the reactor's thread, where the caller's
/// continuation, its cancellation and the connections meet.
final class Call: @unchecked Sendable {
    enum Work: Sendable {
        /// Statements that succeed or fail together.
        case statements([(statement: Statement, parameters: Parameters)])
        /// SQL with any number of commands, without parameters.
        case script(String)
    }

    /// What the call is to a transaction of several calls.
    enum Role: Sendable {
        case alone
        /// Undone with the transaction when it fails, and not to be repeated by itself.
        case partOfTransaction
        /// The end of a transaction, or a script, which may contain one.
        case commit
    }

    typealias Answer = Result<[Rows], PostgresError>

    /// Cancellation may arrive before the caller waits, hence three states and not two.
    private enum Caller {
        case absent
        case waiting(@Sendable (Answer) -> Void)
        case gone
    }

    private(set) var work: Work
    let role: Role
    let deadline: ContinuousClock.Instant

    // What the pool knows
    var ticket: PoolTicket?
    weak var connection: Connection?

    /// Results at the beginning that the caller did not ask for.
    private var skipped = 0

    // What the connection knows
    var results: [Rows] = []
    var error: PostgresError?
    var preparations: [Preparation] = []
    var attempts = 0
    /// When the server was first asked to cancel the call.
    var cancelSentAt: ContinuousClock.Instant?
    var lastCancelAt: ContinuousClock.Instant?
    var isTimedOut = false
    /// The server was asked to cancel something while this call was under way, and may have hit this one.
    var isExposedToCancel = false
    /// The caller has its answer already; what the server says is read and dropped.
    private(set) var isAbandoned = false
    private var caller = Caller.absent

    init(_ work: Work, timeout: Duration, role: Role = .alone) {
        self.work = work
        self.role = role
        deadline = .now + timeout
    }

    /// The name of the first statement, for errors that concern the call as a whole.
    var name: String? {
        guard case .statements(let list) = work, skipped < list.count else { return nil }
        return list[skipped].statement.name
    }

    /// `false` when the caller was cancelled before: then it has been told so, and nothing is to be sent.
    func begin(_ reply: @escaping @Sendable (Answer) -> Void) -> Bool {
        if case .gone = caller {
            reply(.failure(.cancelled(name, outcomeUnknown: false)))
            return false
        }
        caller = .waiting(reply)
        return true
    }

    /// Makes the call the first of a transaction. BEGIN shares its Sync: should it fail, the server skips
    /// the rest.
    func addBegin() {
        guard case .statements(let list) = work else { return }
        work = .statements([(Statement("begin", "BEGIN"), Parameters())] + list)
        skipped = 1
    }

    /// The server has carried out everything.
    func succeed() {
        answer(.success(skipped == 0 ? results : Array(results.dropFirst(skipped))))
    }

    /// Gives the caller its answer. Only the first answer counts.
    func answer(_ answer: Answer) {
        if case .waiting(let reply) = caller {
            caller = .gone
            reply(answer)
        }
    }

    /// The calling task is cancelled: it gets its answer now, whatever the server is doing.
    func abandon(isSent: Bool) {
        isAbandoned = true
        guard case .waiting = caller else {
            caller = .gone
            return
        }
        answer(.failure(.cancelled(name, outcomeUnknown: isSent && role != .partOfTransaction)))
    }

    /// Forgets what an attempt brought, before the next one.
    func startAttempt() {
        attempts += 1
        results.removeAll(keepingCapacity: true)
        preparations.removeAll()
        error = nil
        isExposedToCancel = false
    }
}

extension PostgresError {
    static func cancelled(_ statement: String?, outcomeUnknown: Bool) -> PostgresError {
        PostgresError(
            .cancelled, "cancelled by its caller", statement: statement, outcomeUnknown: outcomeUnknown)
    }
}
