internal import Resources

extension StatusCoalescing.Slot {
    /// What a new status is compared with.
    func base(known: Value?) -> Value {
        if let sending, !sending.isVoid { return sending.status }
        guard let applied else { return known ?? .null }
        guard let known else { return applied }
        // What is there is what came of our last write: then only what we would write counts. Otherwise
        // somebody else has written, and what is there counts.
        return StatusForm(known) == StatusForm(answer ?? applied) ? applied : known
    }

    func isWaiting(ticket: UInt64) -> Bool { sending == nil && pending?.ticket == ticket }

    func refuses(_ status: Value, at now: ContinuousClock.Instant) -> Bool {
        guard let refused, now < refused.until else { return false }
        return StatusForm(refused.status) == StatusForm(status)
    }

    /// When a change that is no transition may be written.
    func turn(
        for difference: StatusDifference, _ configuration: StatusCoalescingConfiguration,
        at now: ContinuousClock.Instant
    ) -> ContinuousClock.Instant {
        if difference == .slight { return max(now, (lastSent ?? now) + configuration.slightInterval) }
        return lastSent.map { max(now, $0 + configuration.factInterval) } ?? now
    }
}
