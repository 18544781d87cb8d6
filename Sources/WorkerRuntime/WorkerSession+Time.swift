internal import Resources

// What happens because time passes

extension WorkerSession {
    /// So many failed heartbeats in a row end a connection.
    static var heartbeatFailureLimit: Int { 3 }
    /// A handler that goes on for so long after its interruption is given up.
    static var unresponsiveAfter: Duration { .seconds(30) }

    /// When `tick` should be called at the latest.
    var nextTick: Instant {
        var next = heartbeatAt
        for instant in [connectBy, nextDeadline, shutdown?.next] {
            if let instant, instant < next { next = instant }
        }
        return next
    }

    mutating func tick(now: Instant) -> [Action] {
        if isOver { return [] }
        var actions: [Action] = []
        if let connectBy, connectBy <= now {
            self.connectBy = nil
            actions.append(.disconnect("no answer within \(settings.connectTimeout.manifestText)"))
        }
        if heartbeatAt <= now { actions += beat(now: now) }
        if let nextDeadline, nextDeadline <= now { actions += sweep(now: now) }
        if let next = shutdown?.next, next <= now { actions += advanceShutdown(now: now) }
        return actions
    }

    private mutating func beat(now: Instant) -> [Action] {
        heartbeatAt = now.advanced(by: settings.heartbeatInterval)
        let silence = answerDueSince.map { $0.duration(to: now) } ?? .zero
        let isWell = link == .running && !owesHeartbeat && silence < settings.heartbeatInterval
        failedHeartbeats = isWell ? 0 : failedHeartbeats + 1
        owesHeartbeat = link == .running
        guard failedHeartbeats >= Self.heartbeatFailureLimit else { return [] }
        failedHeartbeats = 0
        let message =
            "\(Self.heartbeatFailureLimit) heartbeats in a row failed: "
            + (link == .running ? "the server takes or answers nothing" : "no server is connected")
        let notice = Action.notice(.error, message)
        return link == .running ? [notice, .disconnect("the server takes or answers nothing")] : [notice]
    }

    /// Interrupts what takes too long, and gives up what does not let itself be interrupted.
    private mutating func sweep(now: Instant) -> [Action] {
        var actions: [Action] = []
        var next: Instant?
        func consider(_ instant: Instant?) {
            if let instant { next = next.map { min($0, instant) } ?? instant }
        }
        for (jobID, slot) in slots {
            if let deadline = slot.attempt.deadline, slot.stop == nil {
                if deadline <= now { actions += stop(jobID, .timedOut, now: now) } else { consider(deadline) }
            }
            guard let stoppedAt = slots[jobID]?.stoppedAt, !slot.isReported else { continue }
            let limit = stoppedAt.advanced(by: Self.unresponsiveAfter)
            if limit <= now { actions += giveUp(jobID) } else { consider(limit) }
        }
        nextDeadline = next
        return actions
    }

    /// The server learns what was decided about the attempt; the slot stays taken until the handler ends.
    private mutating func giveUp(_ jobID: String) -> [Action] {
        guard let slot = slots[jobID], !slot.isReported else { return [] }
        slots[jobID]?.isReported = true
        let result = slot.attempt.classified(stop: slot.stop).result
        if let result, slot.stop?.isSilent != true { outbox.add(result) }
        return [
            .notice(
                .warning,
                "job \(jobID) was interrupted and its handler does not end; "
                    + "it keeps a slot until it does")
        ]
    }
}

// Drain and shutdown

extension WorkerSession {
    mutating func drain() -> [Action] {
        guard intake == .open else { return [] }
        intake = .drained
        credits = 0
        owesDraining = link == .running
        releaseWaiting()
        return [.notice(.info, "draining: \(busy) running, no more are taken")]
    }

    mutating func resume() -> [Action] {
        guard intake == .drained else { return [] }
        intake = .open
        owesDraining = false
        return [.notice(.info, "taking jobs again")]
    }

    /// Takes no more, waits for what runs, says goodbye.
    ///
    /// - Parameter grace: Then what still runs is interrupted; nil lets it take its time. The shorter of two
    ///   calls counts.
    mutating func beginShutdown(grace: Duration?, now: Instant) -> [Action] {
        if intake != .stopping {
            owesDraining = link == .running && intake == .open
            intake = .stopping
            credits = 0
            releaseWaiting()
        }
        if let grace {
            let plan = ShutdownPlan.interrupting(at: now.advanced(by: grace))
            if let exitAt = shutdown?.exitAt, let newExit = plan.exitAt, exitAt <= newExit { return [] }
            shutdown = plan
        } else if shutdown == nil {
            shutdown = ShutdownPlan()
        }
        settleShutdown(now: now)
        let limit = grace.map { " for at most \($0.manifestText)" } ?? ""
        return [.notice(.info, "shutting down: waiting\(limit) for \(busy) running jobs")]
    }

    /// Ends what has nothing left to do, or bounds how long its last reports may take.
    mutating func settleShutdown(now: Instant) {
        guard intake == .stopping, waiting.isEmpty, slots.values.allSatisfy({ $0.isReported }) else { return }
        if link == .disconnected, outbox.isEmpty || saidGoodbye {
            isOver = true
        } else if shutdown?.exitAt == nil {
            shutdown = .interrupting(at: now, killTime: .zero)
        }
    }

    private mutating func advanceShutdown(now: Instant) -> [Action] {
        guard let plan = shutdown else { return [] }
        if plan.interruptAt != nil {
            shutdown?.interruptAt = nil
            return slots.keys.sorted().flatMap { stop($0, .shutdown, now: now) }
        }
        if plan.abandonAt != nil {
            shutdown?.abandonAt = nil
            let actions = slots.keys.sorted().flatMap { giveUp($0) }
            settleShutdown(now: now)
            return actions
        }
        isOver = true
        let lost = outbox.isEmpty ? "" : "; not everything could be reported"
        return [
            .notice(saidGoodbye ? .debug : .warning, "ending now" + lost), .disconnect("the worker ends"),
        ]
    }
}
