public import Resources

extension StatusCoalescing {
    /// What came of a write that was not accepted.
    public enum Failure: Hashable, Sendable {
        /// Another writer was faster (409).
        case conflict
        /// No answer, or one that says to try again (429, 5xx), after so long if it says that.
        case retry(after: Duration?)
        /// There is no such object (404).
        case gone
        /// There is another object of that name. Only a status that was submitted since is still of use.
        case replaced
        /// It is invalid (422), or not allowed.
        case refused
    }

    /// The next status to send, if one may be sent now: transitions first, each line in order of when it was
    /// due.
    public mutating func next(at now: Instant) -> Write? {
        if let heldUntil, now < heldUntil { return nil }
        guard bucket.wait(at: now) == .zero else { return nil }
        let found =
            transitions.popDue(at: now) { [slots] in slots[$0]?.isWaiting(ticket: $1) ?? false }
            ?? facts.popDue(at: now) { [slots] in slots[$0]?.isWaiting(ticket: $1) ?? false }
        guard let found, bucket.take(at: now) else { return nil }
        return startSending(found.key, at: now)
    }

    /// When ``next(at:)`` may have something without another submission or outcome; nil when time alone
    /// changes nothing.
    public mutating func nextWake(at now: Instant) -> Instant? {
        let transition = transitions.next { [slots] in slots[$0]?.isWaiting(ticket: $1) ?? false }
        let fact = facts.next { [slots] in slots[$0]?.isWaiting(ticket: $1) ?? false }
        guard let due = [transition, fact].compactMap({ $0 }).min(),
            let wait = bucket.wait(at: now)
        else { return nil }
        return max(due, now + wait, heldUntil ?? now)
    }

    /// The write was accepted.
    ///
    /// - Parameter answer: The object's status as the API server has it now.
    public mutating func written(_ key: Key, answer: Value, at now: Instant) {
        guard var slot = slots[key], let sending = stopSending(&slot) else { return }
        if sending.isVoid {
            slots[key] = slot
            return reconsider(key, at: now)
        }
        slot.applied = sending.status
        slot.answer = StatusForm(answer) == StatusForm(sending.status) ? Value?.none : answer
        slot.lastSent = sending.since
        slot.failures = 0
        slot.conflicts = 0
        slot.notBefore = nil
        slot.refused = nil
        slots[key] = slot
        reconsider(key, at: now)
    }

    /// The write was not accepted.
    ///
    /// - Returns: Whether that status, or a newer one of the object, will be sent.
    @discardableResult
    public mutating func failed(_ key: Key, _ failure: Failure, at now: Instant, random: Double = 0) -> Bool {
        guard var slot = slots[key], let sending = stopSending(&slot) else { return false }
        if case .retry(let after?) = failure { holdBack(until: now + after) }
        let failure = sending.isVoid ? .replaced : failure
        switch failure {
        case .gone:
            removePending(&slot)
            slots[key] = nil
            return false
        case .replaced:
            slot.applied = nil
            slot.answer = nil
            slot.lastSent = nil
            slots[key] = slot
            reconsider(key, at: now)
            return slots[key]?.pending != nil
        case .refused:
            slot.refused = (sending.status, now + configuration.refusalTime)
            slots[key] = slot
            reconsider(key, at: now)
            return slots[key]?.pending != nil
        case .conflict:
            slot.conflicts += 1
            guard slot.conflicts < configuration.conflictLimit else {
                slot.conflicts = 0
                slots[key] = slot
                reconsider(key, at: now)
                return slots[key]?.pending != nil
            }
        case .retry: break
        }
        slot.failures += 1
        let wait = configuration.backoff.delay(afterFailures: slot.failures, random: random)
        slot.notBefore = now + wait
        let status = slot.pending?.status ?? sending.status
        let isTransition = sending.isTransition || slot.pending?.isTransition ?? false
        removePending(&slot)
        schedule(key, status, isTransition: isTransition, due: now + wait, in: &slot)
        slots[key] = slot
        return true
    }

    /// Sends nothing until then: the API server has asked for it.
    public mutating func holdBack(until: Instant) { heldUntil = max(heldUntil ?? until, until) }

    /// From here on until ``endFlush()`` everything is due at once; only the bucket and the API server slow
    /// it.
    public mutating func flush(at now: Instant) {
        isFlushing = true
        for (key, var slot) in slots {
            guard let pending = slot.pending, pending.due > now else { continue }
            slot.notBefore = nil
            removePending(&slot)
            schedule(key, pending.status, isTransition: pending.isTransition, due: now, in: &slot)
            slots[key] = slot
        }
    }

    /// From here on statuses wait for their turns again.
    public mutating func endFlush() { isFlushing = false }

    /// A status that came while another was under way is judged by what came of that.
    private mutating func reconsider(_ key: Key, at now: Instant) {
        guard var slot = slots[key], let pending = slot.pending else {
            if slots[key]?.isNeeded == false { slots[key] = nil }
            return
        }
        removePending(&slot)
        let base = slot.applied ?? .null
        let difference = StatusDifference(
            from: base, to: pending.status, threshold: configuration.threshold)
        if difference != .none, !slot.refuses(pending.status, at: now) {
            let isTransition = difference == .transition || pending.isTransition
            let due = isFlushing || isTransition ? now : slot.turn(for: difference, configuration, at: now)
            schedule(key, pending.status, isTransition: isTransition, due: due, in: &slot)
        }
        slots[key] = slot
    }
}
