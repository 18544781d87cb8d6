internal import JobQueueProto

// From assignment to result

extension WorkerSession {
    /// Step `admit`: each assignment gets a slot, waits for one or is given back.
    mutating func admit(_ assignments: [Jq_V1_Assignment], now: Instant) -> [Action] {
        var starting: [Attempt] = []
        var actions: [Action] = []
        starting.reserveCapacity(assignments.count)
        for assignment in assignments {
            let wasAskedFor = credits > 0
            credits = max(0, credits - 1)
            guard let attempt = Attempt(decoding: assignment, now: now) else {
                actions.append(.notice(.warning, "an assignment without a job id is ignored"))
                continue
            }
            // A drain and a shutdown void the credits, so what crosses them on the way is given back too.
            guard wasAskedFor else {
                release(attempt)
                if intake == .open {
                    actions.append(
                        .notice(.warning, "job \(assignment.jobID) is given back: nobody asked for it"))
                }
                continue
            }
            actions += seat(attempt, &starting, now: now)
        }
        if !starting.isEmpty { actions.append(.start(starting)) }
        return actions
    }

    private mutating func seat(_ attempt: Attempt, _ starting: inout [Attempt], now: Instant) -> [Action] {
        let jobID = attempt.assignment.jobID
        let epoch = attempt.assignment.leaseEpoch
        let known = slots[jobID]?.attempt ?? waiting.first { $0.assignment.jobID == jobID }
        if let known, known.assignment.leaseEpoch >= epoch {
            return [.notice(.warning, "job \(jobID) was assigned twice; the second time is ignored")]
        }
        waiting.removeAll { $0.assignment.jobID == jobID }
        if slots[jobID] != nil {
            waiting.append(attempt)
            return stop(jobID, .leaseLost, now: now)
        }
        if busy < settings.concurrency {
            occupy(attempt)
            starting.append(attempt)
        } else {
            waiting.append(attempt)
        }
        return []
    }

    private mutating func occupy(_ attempt: Attempt) {
        slots[attempt.assignment.jobID] = Slot(attempt: attempt)
        outbox.addStart(attempt.lease)
        if let deadline = attempt.deadline { remindOfDeadline(deadline) }
    }

    private mutating func remindOfDeadline(_ instant: Instant) {
        nextDeadline = nextDeadline.map { min($0, instant) } ?? instant
    }

    /// Gives slots to those who wait for one.
    mutating func startWaiting() -> [Action] {
        var starting: [Attempt] = []
        while busy < settings.concurrency,
            let index = waiting.firstIndex(where: { slots[$0.assignment.jobID] == nil })
        {
            let attempt = waiting.remove(at: index)
            occupy(attempt)
            starting.append(attempt)
        }
        return starting.isEmpty ? [] : [.start(starting)]
    }

    /// The handlers of these attempts can be interrupted from now on. Returns those that should be at once,
    /// because they were told to stop before their handle was known.
    mutating func attach(_ handles: [(lease: Lease, handle: Handle)]) -> [Handle] {
        var overdue: [Handle] = []
        for (lease, handle) in handles {
            guard let slot = slot(of: lease) else { continue }
            slots[lease.jobID]?.handle = handle
            if slot.stop != nil { overdue.append(handle) }
        }
        return overdue
    }

    /// The slot in which this very attempt runs.
    func slot(of lease: Lease) -> Slot? {
        guard let slot = slots[lease.jobID], slot.attempt.assignment.leaseEpoch == lease.epoch else {
            return nil
        }
        return slot
    }

    /// Why the handler of this attempt was interrupted; nil when it was not.
    func stopReason(of lease: Lease) -> StopReason? { slot(of: lease)?.stop }

    /// Step `report`: the attempt has ended, and its slot is free.
    ///
    /// - Parameter outputs: the last pieces of its output.
    mutating func report(_ attempt: Attempt, outputs: [Jq_V1_JobOutput] = [], now: Instant) -> [Action] {
        let lease = attempt.lease
        guard let slot = slot(of: lease) else { return [] }
        slots[lease.jobID] = nil
        outbox.forgetProgress(of: lease)
        if let result = attempt.result, !slot.isReported, slot.stop?.isSilent != true {
            add(outputs)
            outbox.add(result)
        }
        settleShutdown(now: now)
        return waiting.isEmpty ? [] : startWaiting()
    }

    /// Interrupts a running attempt; the first reason counts.
    mutating func stop(_ jobID: String, _ reason: StopReason, now: Instant) -> [Action] {
        guard let slot = slots[jobID], slot.stop == nil else { return [] }
        slots[jobID]?.stop = reason
        slots[jobID]?.stoppedAt = now
        remindOfDeadline(now.advanced(by: Self.unresponsiveAfter))
        return slot.handle.map { [.interrupt([$0])] } ?? []
    }

    /// Gives an attempt back that was never started.
    private mutating func release(_ attempt: Attempt) {
        outbox.add(attempt.lease.result(.released, "the worker takes no more jobs"))
    }

    mutating func releaseWaiting() {
        for attempt in waiting { release(attempt) }
        waiting = []
    }

    mutating func receive(_ cancel: Jq_V1_CancelAssignment, now: Instant) -> [Action] {
        let lease = Lease(jobID: cancel.jobID, epoch: cancel.leaseEpoch)
        if let index = waiting.firstIndex(where: { $0.lease == lease }) {
            let attempt = waiting.remove(at: index).classified(stop: .cancelled(reason: cancel.reason))
            if let result = attempt.result { outbox.add(result) }
            return []
        }
        guard slot(of: lease) != nil else { return [] }
        return stop(lease.jobID, .cancelled(reason: cancel.reason), now: now)
    }

    /// A stale report is past mending: it is named in the log, and an attempt whose start came too late ends.
    mutating func receive(_ ack: Jq_V1_ReportAck, now: Instant) -> [Action] {
        let reports = outbox.acknowledge(ack.sequence)
        settleShutdown(now: now)
        answerDueSince = outbox.awaitsAcknowledgement ? now : nil
        guard !ack.stale.isEmpty else { return [] }
        var actions: [Action] = [
            .notice(
                .warning,
                "the lease had passed to another attempt, so the report changed nothing: job "
                    + ack.stale.joined(separator: ", "))
        ]
        let stale = Set(ack.stale)
        for start in reports?.started ?? [] where stale.contains(start.jobID) {
            if slot(of: Lease(jobID: start.jobID, epoch: start.leaseEpoch)) != nil {
                actions += stop(start.jobID, .leaseLost, now: now)
            }
        }
        return actions
    }
}
