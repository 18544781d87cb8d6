internal import CLibPQ
internal import LinuxReactor

/// One session in pipeline mode. Calls are sent as they come, without waiting for those before them, and
/// answered in the same order.
///
/// Each call ends with a Sync, so that it is a transaction of its own and its error stays its own.
/// The actor runs on the reactor that polls its socket; the pool, which runs there too, enters it with
/// `assumeIsolated`, without a hop.
actor Connection: ReactorActor {
    /// What the connection tells its owner, on the reactor's thread.
    enum Event: Sendable {
        /// So many calls are no longer under way; their callers have their answers.
        case answered(Int)
        /// A call was undone by the server for no fault of its own, and may be sent again.
        case undone(Call)
        case notification(channel: String, payload: String)
        /// The server is being asked to cancel a call; until that is over, it may hit another one.
        case cancelling(Bool)
        /// The connection is gone, and with it the calls that were under way.
        case lost(PostgresError)
    }

    /// What libpq is going to give next, in order.
    enum Expected {
        case preparation(Preparation)
        /// An answer that interests nobody.
        case nothing
        case rows(Call, name: String)
        case sync(Call?)
        case script(Call)
        /// The cleaning up after a script.
        case reset(Call)
    }

    nonisolated let reactor: Reactor

    let connector: Connector
    let cancelGrace: Duration
    let report: @Sendable (Event) -> Void
    /// `nil` once the connection is closed.
    var session: Session?
    var expected = Fifo<Expected>()
    /// The calls under way, oldest first.
    var running = Fifo<Call>()
    var prepared = PreparedStatements()
    /// The server's reason for closing the connection.
    var lastWords: PostgresError?
    var timer: Reactor.Timer?
    /// How many cancellation requests have not reached the server yet.
    var cancelsUnderWay = 0
    /// The calls of a transaction may leave it open; any other call may not.
    var isLeased = false
    private var isFlushScheduled = false
    private var isWriteBlocked = false

    init(
        _ session: Session, connector: Connector, cancelGrace: Duration, reactor: Reactor,
        report: @escaping @Sendable (Event) -> Void
    ) {
        self.session = session
        self.connector = connector
        self.cancelGrace = cancelGrace
        self.reactor = reactor
        self.report = report
    }

    /// Starts polling. The reactor keeps the connection alive until it is closed or lost.
    func open() {
        guard let session else { return }
        reactor.watch(session.descriptor, .readable) { interest in
            self.assumeIsolated { $0.ready(interest) }
        }
    }

    /// Closes the connection without a word to its owner. Calls under way fail.
    func close(_ error: PostgresError) {
        guard let session else { return }
        reactor.unwatch(session.descriptor)  // before the session closes the descriptor
        self.session = nil
        timer?.cancel()
        timer = nil
        expected.removeAll()
        while let call = running.popFirst() { call.answer(.failure(error.lost(call))) }
    }

    /// Closes the connection and tells its owner.
    func lose(_ error: PostgresError) {
        guard session != nil else { return }
        close(error)
        report(.lost(error))
    }

    /// The session failed as such: the server's last words if it left any, libpq's otherwise.
    func loseSession() {
        let words = lastWords?.message ?? session?.failure ?? ""
        lose(
            PostgresError(
                .connectionLoss, "the connection to PostgreSQL broke: \(words)", sqlstate: lastWords?.sqlstate
            ))
    }
}

// MARK: The socket

extension Connection {
    private func ready(_ interest: Interest) {
        guard let session else { return }
        if interest.contains(.writable) { flush() }
        guard interest.contains(.readable) else { return }
        let isAlive = PQconsumeInput(session.pointer) == 1
        readAnswers()
        readNotifications()
        if !isAlive { loseSession() }
    }

    /// What libpq could not write at once is written once per turn, and then when the socket has room.
    func scheduleFlush() {
        guard !isFlushScheduled else { return }
        isFlushScheduled = true
        reactor.atEndOfTurn { self.assumeIsolated { $0.flush() } }
    }

    private func flush() {
        isFlushScheduled = false
        guard let session else { return }
        let left = PQflush(session.pointer)
        guard left >= 0 else { return loseSession() }
        guard (left == 1) != isWriteBlocked else { return }
        isWriteBlocked = left == 1
        reactor.update(session.descriptor, isWriteBlocked ? [.readable, .writable] : .readable)
    }

    private func readNotifications() {
        while let session, let found = PQnotifies(session.pointer) {
            let channel = String(cString: found.pointee.relname)
            let payload = String(cString: found.pointee.extra)
            PQfreemem(found)
            report(.notification(channel: channel, payload: payload))
        }
    }
}

extension PostgresError {
    /// What the loss of a connection means for one of the calls under way. A transaction that was not
    /// being committed is certainly undone.
    func lost(_ call: Call) -> PostgresError {
        var error = self
        error.statement = call.name
        error.outcomeUnknown = call.role != .partOfTransaction
        if call.isTimedOut { error.kind = .timeout }
        return error
    }
}
