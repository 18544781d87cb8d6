internal import CLibPQ

// Scripts of several commands. libpq sends them only outside pipeline mode, so that they wait until all
// calls before them are answered; the pool sends nothing behind them, for they run on a leased connection.
extension Connection {
    /// Starts the script at the head of the queue, if there is one and nothing else is under way.
    func startScript() {
        guard let session, expected.isEmpty, let call = running.first, case .script(let sql) = call.work
        else { return }
        guard PQexitPipelineMode(session.pointer) == 1, PQsendQuery(session.pointer, sql) == 1 else {
            return loseSession()
        }
        expected.append(.script(call))
        scheduleFlush()
    }

    /// The session is made as new before the call is over: settings, temporary tables and locks that the
    /// script left behind would surprise the next user.
    func finishScript(_ call: Call) {
        guard let session else { return }
        if [PQTRANS_INTRANS, PQTRANS_INERROR].contains(PQtransactionStatus(session.pointer)) {
            let error = PostgresError(
                .refused, "the script left a transaction open, which was undone",
                hint: "end it with COMMIT, or leave BEGIN out: a script is one transaction by itself")
            call.answer(.failure(call.error ?? error))
            return lose(error)
        }
        guard PQsendQuery(session.pointer, "DISCARD ALL") == 1 else { return loseSession() }
        prepared.removeAll()
        expected.append(.reset(call))
        scheduleFlush()
    }

    func finishReset(after call: Call, _ answered: inout Int) {
        guard let session else { return }
        guard PQenterPipelineMode(session.pointer) == 1 else { return loseSession() }
        complete(call, &answered)
    }
}
