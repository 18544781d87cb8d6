extension WorkQueueMachine {
    /// Wants work on a key later. A key has one such time, the earliest that was asked for; additions for now
    /// do not touch it.
    public mutating func add(
        _ key: Key, after delay: Duration, lane: WorkLane = .normal, at now: Instant
    ) {
        guard !isShutDown else { return }
        delays.add(key, at: now + max(delay, .zero), lane: lane, ticket: makeTicket())
    }

    /// Wants another attempt after a failure, and counts it.
    ///
    /// - Parameter random: From 0 to 1, for the jitter of the backoff.
    /// - Returns: The wait: the key's own backoff or what the retries of all keys leave, whichever is longer,
    ///   and never more than the cap of the backoff (with its jitter).
    @discardableResult
    public mutating func addBackingOff(
        _ key: Key, lane: WorkLane = .normal, at now: Instant, random: Double = 0
    ) -> Duration {
        guard !isShutDown else { return .zero }
        failures[key, default: 0] += 1
        let own = configuration.backoff.delay(afterFailures: failures[key, default: 1], random: random)
        let delay = max(own, retryTurn(at: now))
        add(key, after: delay, lane: lane, at: now)
        return delay
    }

    /// The key's failures in a row are over, or it is gone. Keys that fail and are never forgotten stay in
    /// memory.
    public mutating func forget(_ key: Key) { failures[key] = nil }

    /// How often the key has failed in a row.
    public func failures(of key: Key) -> Int { failures[key, default: 0] }

    /// Gives nothing out until then: what all keys need is down. After that a single key is tried first; when
    /// it is done and nobody has called this again, all may go. Additions are taken all the time.
    public mutating func holdBack(until: Instant) { breaker.open(until: until) }

    /// Ends ``holdBack(until:)`` early: what all keys need is up.
    public mutating func resume() { breaker = .closed }

    /// Whether keys are held back or only one is being tried.
    public var isHeldBack: Bool {
        if case .closed = breaker { false } else { true }
    }

    /// When ``take(upTo:at:)`` may give something out without another addition or a hand letting go; `now`
    /// when it can at once, nil when time alone changes nothing.
    public mutating func nextWake(at now: Instant) -> Instant? {
        guard !isShutDown, let ready = waiting.isEmpty ? delays.next() : now else { return nil }
        return breaker.earliest(for: ready).map { max($0, now) }
    }

    /// How long the keys in hands have been there: in all, and the longest.
    public func unfinished(at now: Instant) -> (total: Duration, longest: Duration) {
        inHand.values.reduce((.zero, .zero)) { sum, hand in
            let age = now - hand.taken
            return (sum.0 + age, max(sum.1, age))
        }
    }

    /// A failing back end must not promise turns so far ahead that recovery is slower than the outage was.
    private mutating func retryTurn(at now: Instant) -> Duration {
        guard let wait = retries.wait(at: now), wait <= configuration.backoff.cap else {
            return configuration.backoff.cap
        }
        return retries.reserve(at: now) ?? configuration.backoff.cap
    }
}
