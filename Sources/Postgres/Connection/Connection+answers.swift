internal import CLibPQ

extension Connection {
    /// An attempt that was undone for no fault of its own is repeated at most so often.
    private static let attempts = 4

    /// Reads what has arrived and answers the calls that are complete.
    func readAnswers() {
        var answered = 0
        var gaps = 0
        while let session, let next = expected.first, PQisBusy(session.pointer) == 0 {
            guard let result = PQgetResult(session.pointer) else {
                // Nothing ends a command, except a Sync, which ends itself.
                if case .sync = next { gaps += 1 } else { finishCommand(next, &answered) }
                if gaps > 1 { break }
                continue
            }
            gaps = 0
            guard accept(result, for: next, &answered) else {
                lose(PostgresError(.connectionLoss, "COPY is not supported; use INSERT … SELECT unnest(…)"))
                return
            }
        }
        if answered > 0 { report(.answered(answered)) }
        if session != nil { superviseHead() }
    }

    /// Takes over one result; `false` if the session cannot go on after it.
    private func accept(_ result: OpaquePointer, for next: Expected, _ answered: inout Int) -> Bool {
        let status = PQresultStatus(result)
        switch (status, next) {
        case (PGRES_COPY_IN, _), (PGRES_COPY_OUT, _), (PGRES_COPY_BOTH, _):
            PQclear(result)
            return false
        case (PGRES_PIPELINE_SYNC, .sync(let call)):
            PQclear(result)
            expected.popFirst()
            if let call { complete(call, &answered) }
        case (PGRES_TUPLES_OK, .rows(let call, let name)), (PGRES_COMMAND_OK, .rows(let call, let name)),
            (PGRES_EMPTY_QUERY, .rows(let call, let name)):
            call.results.append(Rows(result: ResultHandle(result, statement: name)))
        case (PGRES_FATAL_ERROR, _):
            defer { PQclear(result) }
            fail(next, with: result)
        default:
            // The successes of preparations and scripts, and what the server skipped after an error.
            PQclear(result)
        }
        return true
    }

    /// The first error of a call is its error; the server skips the rest up to the Sync.
    private func fail(_ next: Expected, with result: OpaquePointer) {
        switch next {
        case .preparation(let preparation):
            let error = PostgresError(result, statement: preparation.statement.name)
            preparation.error = error
            prepared.forget(preparation)
            note(error)
        case .rows(let call, let name):
            let error = PostgresError(result, statement: name)
            if call.error == nil { call.error = error }
            note(error)
        case .sync(let call?), .script(let call), .reset(let call):
            // With a Sync it is the commit that fails: a deferred constraint.
            let error = PostgresError(result, statement: call.name)
            if call.error == nil { call.error = error }
            note(error)
        case .sync(nil), .nothing:
            note(PostgresError(result, statement: nil))
        }
    }

    private func note(_ error: PostgresError) {
        if error.isConnectionLoss { lastWords = error }
    }

    private func finishCommand(_ next: Expected, _ answered: inout Int) {
        expected.popFirst()
        switch next {
        case .script(let call): finishScript(call)
        case .reset(let call): finishReset(after: call, &answered)
        case .preparation, .rows, .nothing, .sync: break
        }
        if expected.isEmpty { startScript() }
    }
}

// MARK: The end of a call

extension Connection {
    /// The server has committed the call, or undone it.
    func complete(_ call: Call, _ answered: inout Int) {
        // A fatal error is the session's: its end answers all calls, this one too.
        if let error = call.error, error.isConnectionLoss { return }
        running.popFirst()
        answered += 1
        if let error = call.error {
            refuse(call, error)
        } else if let error = openTransaction(after: call) {
            call.answer(.failure(error))
            lose(error)
        } else {
            call.succeed()
        }
        if expected.isEmpty { startScript() }
    }

    private func refuse(_ call: Call, _ error: PostgresError) {
        let isMissing = error.sqlstate == "26000"  // prepared statement does not exist
        if isMissing, let reason = call.preparations.lazy.compactMap(\.error).first {
            return call.answer(.failure(reason))
        }
        if isMissing || error.isStalePlan {
            for preparation in call.preparations { prepared.forget(preparation) }
        }
        let wasHitInstead =
            error.sqlstate == "57014" && call.isExposedToCancel && !call.isTimedOut && !call.isAbandoned
        // The call is undone as a whole, so that repeating it is safe, unless it is part of a transaction. Being hit is
        // no fault of its own: it is repeated as often as that happens, which the requests to cancel bound.
        let isRepeatable = call.role == .alone && !call.isAbandoned
        if isRepeatable, wasHitInstead || (isMissing || error.isStalePlan) && call.attempts < Self.attempts {
            return report(.undone(call))
        }
        call.answer(.failure(call.isTimedOut && error.sqlstate == "57014" ? .tooLate(call) : error))
    }

    /// Only a lease may leave a transaction open: on a shared connection it would swallow other calls.
    private func openTransaction(after call: Call) -> PostgresError? {
        guard !isLeased, let session, expected.isEmpty else { return nil }
        let status = PQtransactionStatus(session.pointer)
        guard status == PQTRANS_INTRANS || status == PQTRANS_INERROR else { return nil }
        return PostgresError(
            .refused, "the statement left a transaction open, which was undone",
            hint: "use PostgresPool.transaction instead of BEGIN", statement: call.name)
    }
}
