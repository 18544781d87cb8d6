/// How long to wait after failures in a row: `base`, then `factor` times as long with each one, at most
/// `cap`.
///
/// Waits never depend on a clock or a generator of its own: the caller counts the failures and brings the
/// random number, so a test can name both.
public struct ExponentialBackoff: Hashable, Sendable {
    /// The wait after the first failure.
    public let base: Duration
    /// How many times longer each wait is than the one before; at least 1.
    public let factor: Double
    /// The longest wait, before jitter.
    public let cap: Duration
    /// The share of the wait that is added at random at most: 0 adds nothing, 1 up to doubles it.
    public let jitter: Double

    /// A backoff. Values that make no sense (negative waits, a factor under 1) are raised to the nearest
    /// that do.
    public init(base: Duration, factor: Double = 2, cap: Duration, jitter: Double = 0) {
        self.base = max(base, .zero)
        self.factor = factor >= 1 ? factor : 1
        self.cap = max(cap, .zero)
        self.jitter = jitter > 0 ? jitter : 0
    }

    /// The wait after `failures` in a row.
    ///
    /// - Parameters:
    ///   - failures: How many times it has failed; zero for the wait before any failure, which is none.
    ///   - random: From 0 to 1, where in the room for jitter the wait lies.
    public func delay(afterFailures failures: Int, random: Double = 0) -> Duration {
        guard failures > 0 else { return .zero }
        var wait = min(base, cap)
        // The steps are counted, not computed as a power: a power of a large count overflows a Duration.
        var steps = failures - 1
        while steps > 0 && wait != cap && wait != .zero && factor > 1 {
            wait = min(wait * factor, cap)
            steps -= 1
        }
        return wait * (1 + jitter * min(max(random, 0), 1))
    }
}
