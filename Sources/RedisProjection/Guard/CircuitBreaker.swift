/// Decides whether a back end is asked at all. After a few failures in a row it is not, for a pause that doubles with
/// each failed probe; then one caller may probe, and its success lets all go on.
///
/// It reads no clock and draws no random number: the caller brings both.
public struct CircuitBreaker: Sendable {
    /// A point in time.
    public typealias Instant = ContinuousClock.Instant

    /// Whether callers are let through.
    public enum State: Hashable, Sendable {
        /// All are; so many failed in a row.
        case closed(failures: Int)
        /// None are until then.
        case open(until: Instant)
        /// One is under way to see whether all is well again; given up at that moment.
        case probing(until: Instant)
    }

    /// What a caller may do.
    public enum Admission: Hashable, Sendable {
        /// Ask.
        case ask
        /// Ask, and tell the outcome: all others wait for it.
        case probe
        /// Go on without.
        case goWithout
    }

    /// The state now.
    public private(set) var state = State.closed(failures: 0)
    private let threshold: Int
    private let firstPause: Duration
    private let lastPause: Duration
    /// How many times in a row it opened without closing in between.
    private var openings = 0

    /// - Parameters:
    ///   - threshold: failures in a row that open it.
    ///   - firstPause: how long it stays open at first.
    ///   - lastPause: the longest that it stays open.
    public init(
        threshold: Int = 3, firstPause: Duration = .milliseconds(250), lastPause: Duration = .seconds(5)
    ) {
        self.threshold = max(1, threshold)
        self.firstPause = firstPause
        self.lastPause = lastPause
    }

    /// Whether a caller may ask.
    /// - Parameter canProbe: whether this caller can afford to wait for a back end that is probably away.
    public mutating func admit(at now: Instant, canProbe: Bool) -> Admission {
        switch state {
        case .closed: return .ask
        case .open(let until), .probing(let until):
            guard canProbe, now >= until else { return .goWithout }
            state = .probing(until: now + lastPause)
            return .probe
        }
    }

    /// The back end answered. What was asked before it opened does not close it: only a probe does.
    /// - Returns: whether it closed by this.
    public mutating func succeeded(asProbe isProbe: Bool) -> Bool {
        switch state {
        case .closed:
            state = .closed(failures: 0)
            return false
        case .open: return false
        case .probing:
            guard isProbe else { return false }
            state = .closed(failures: 0)
            openings = 0
            return true
        }
    }

    /// The back end did not answer.
    /// - Parameters:
    ///   - random: from 0 to 1; takes up to half of the pause away, so that servers do not probe in step.
    ///   - isCertain: it said itself that it cannot serve, so one failure is enough.
    /// - Returns: whether it opened by this, having been closed.
    public mutating func failed(
        asProbe isProbe: Bool, at now: Instant, random: Double, isCertain: Bool = false
    ) -> Bool {
        switch state {
        case .closed(let failures):
            guard isCertain || failures + 1 >= threshold else {
                state = .closed(failures: failures + 1)
                return false
            }
            open(at: now, random)
            return true
        case .open: return false
        case .probing:
            if isProbe { open(at: now, random) }
            return false
        }
    }

    /// The probe ended without an outcome, because its caller was cancelled: the next one may probe.
    public mutating func abandonedProbe(at now: Instant) {
        if case .probing = state { state = .open(until: now) }
    }

    private mutating func open(at now: Instant, _ random: Double) {
        var pause = firstPause
        for _ in 0..<min(openings, 32) where pause < lastPause { pause = min(pause * 2, lastPause) }
        openings += 1
        state = .open(until: now + pause * (1 - min(max(random, 0), 1) / 2))
    }
}
