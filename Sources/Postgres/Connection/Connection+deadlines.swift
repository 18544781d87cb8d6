internal import LinuxReactor

// The server works on the oldest call. That one is watched: it is cancelled when its caller has gone or
// its time is up, and the connection is dropped when the server does not react to that.
extension Connection {
    /// A cancellation may arrive before the server has begun with the call, and is then without effect.
    private static let cancelRequests = 3

    /// The caller of `call`, which is under way, no longer waits.
    func abandon(_ call: Call) {
        call.abandon(isSent: true)
        superviseHead()
    }

    func superviseHead() {
        guard let head = running.first, head.isAbandoned, head.cancelSentAt == nil else { return }
        requestCancel(of: head)
        timer?.cancel()
        timer = nil
        armTimer()
    }

    /// One timer per connection, for the oldest call; it is not set anew with each call.
    func armTimer() {
        guard timer == nil, let head = running.first else { return }
        let pause = cancelGrace / Self.cancelRequests
        let next = head.lastCancelAt.map { $0 + pause } ?? head.deadline
        timer = reactor.schedule(after: next - .now) { self.assumeIsolated { $0.timerFired() } }
    }

    private func timerFired() {
        timer = nil
        guard let head = running.first else { return }
        let now = ContinuousClock.now
        if let sent = head.cancelSentAt {
            guard now < sent + cancelGrace else { return loseUnresponsive() }
            requestCancel(of: head)
        } else if now >= head.deadline {
            head.isTimedOut = true
            requestCancel(of: head)
        }
        armTimer()
    }

    private func requestCancel(of head: Call) {
        guard let session else { return }
        let now = ContinuousClock.now
        // One at a time: those that wait on the thread would arrive when the call is long over.
        guard cancelsUnderWay == 0 || head.cancelSentAt == nil else { return head.lastCancelAt = now }
        head.cancelSentAt = head.cancelSentAt ?? now
        head.lastCancelAt = now
        // The server cancels whatever it is at when the request arrives.
        running.forEach { $0.isExposedToCancel = true }
        cancelsUnderWay += 1
        report(.cancelling(true))
        connector.cancel(session.canceller) { self.assumeIsolated { $0.cancelArrived() } }
    }

    private func cancelArrived() {
        cancelsUnderWay -= 1
        if cancelsUnderWay == 0 { report(.cancelling(false)) }
    }

    private func loseUnresponsive() {
        lose(
            PostgresError(
                .connectionLoss,
                "PostgreSQL did not answer in time, nor to the request to cancel; the connection was dropped")
        )
    }
}

extension PostgresError {
    static func tooLate(_ call: Call) -> PostgresError {
        PostgresError(
            .timeout, "not finished in time; the server cancelled it and undid it", sqlstate: "57014",
            hint: "find out what it waits for, or raise the statement timeout", statement: call.name)
    }
}
