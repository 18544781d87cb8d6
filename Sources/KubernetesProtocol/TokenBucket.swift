/// Allows bursts of so many, and so many per second on average. It starts full.
public struct TokenBucket: Sendable {
    /// A point in time; the caller reads the clock.
    public typealias Instant = ContinuousClock.Instant

    /// Tokens that come back in a second; never above `burst` in all.
    public let rate: Double
    /// The most tokens at one time.
    public let burst: Int
    /// Negative while future tokens are promised.
    private var tokens: Double
    private var updated: Instant?

    /// A full bucket. A rate or a burst that is not above zero lets nothing through once it is empty.
    public init(rate: Double, burst: Int) {
        self.rate = rate > 0 ? rate : 0
        self.burst = max(burst, 0)
        tokens = Double(self.burst)
    }

    /// Takes a token; false when there is none.
    public mutating func take(at now: Instant) -> Bool {
        refill(at: now)
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }

    /// How long until ``take(at:)`` succeeds; zero when it does now, nil when it never will.
    public func wait(at now: Instant) -> Duration? {
        var copy = self
        copy.refill(at: now)
        return copy.timeUntil(tokens: 1)
    }

    /// Takes a token in advance when there is none, and tells how long to wait before using it: callers queue
    /// up behind one another. Nil, and nothing is taken, when the bucket never refills.
    public mutating func reserve(at now: Instant) -> Duration? {
        refill(at: now)
        guard let wait = timeUntil(tokens: 1) else { return nil }
        tokens -= 1
        return wait
    }

    /// True when as many tokens are there as fit: such a bucket behaves as a new one and need not be kept.
    public func isFull(at now: Instant) -> Bool {
        var copy = self
        copy.refill(at: now)
        return copy.tokens >= Double(burst)
    }

    private mutating func refill(at now: Instant) {
        // A clock that was read earlier than the last one (two threads) takes nothing back.
        guard let updated, now > updated else {
            self.updated = self.updated ?? now
            return
        }
        tokens = min(Double(burst), tokens + (now - updated) / .seconds(1) * rate)
        self.updated = now
    }

    private func timeUntil(tokens wanted: Double) -> Duration? {
        if tokens >= wanted { return .zero }
        guard rate > 0, burst > 0 else { return nil }
        // Rounded up to a whole nanosecond, so that waiting exactly so long is enough.
        return .seconds((wanted - tokens) / rate) + .nanoseconds(1)
    }
}
