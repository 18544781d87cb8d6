/// How long a failed job waits, and how often it may try (REQUIREMENTS R2, retry rule).
public struct RetryPolicy: Hashable, Sendable {
    /// Retries that are allowed after the first attempt; 0 makes the first failure final.
    public var maxRetries: Int
    /// The wait before the first retry, without jitter.
    public var base: Duration
    /// The longest wait, without jitter.
    public var max: Duration
    /// Share of the delay that is added at random, 0 to 1.
    public var jitter: Double

    /// Three retries after 1 s, 2 s and 4 s, and up to a fifth more, unless said otherwise.
    public init(
        maxRetries: Int = 3, base: Duration = .seconds(1), max: Duration = .seconds(600), jitter: Double = 0.2
    ) {
        self.maxRetries = maxRetries
        self.base = base
        self.max = max
        self.jitter = jitter
    }

    /// The wait after failure number `retryCount + 1`: `min(base * 2^retryCount, max)`, plus up to `jitter` of it.
    ///
    /// - Parameter random: a number from 0 to 1, from the caller so that the rule stays a function.
    public func delay(retryCount: Int, random: Double) -> Duration {
        let doublings = Swift.min(Swift.max(retryCount, 0), 62)
        let limit = Swift.max(max.microseconds, 0)
        let grown = Swift.max(base.microseconds, 0).multipliedReportingOverflow(
            by: Int64(1) << Int64(doublings))
        let delay = grown.overflow ? limit : Swift.min(grown.partialValue, limit)
        let extra = Double(delay) * share(jitter) * share(random)
        return .microseconds(delay) + .microseconds(Int64(Swift.min(extra, 9e18)))
    }

    /// The part of one that a number stands for; none when it is no number.
    private func share(_ number: Double) -> Double { number > 0 ? Swift.min(number, 1) : 0 }
}

extension Duration {
    /// Whole microseconds; saturates at the ends of `Int64`.
    public var microseconds: Int64 {
        let (seconds, attoseconds) = components
        let scaled = seconds.multipliedReportingOverflow(by: 1_000_000)
        if scaled.overflow { return seconds < 0 ? .min : .max }
        let sum = scaled.partialValue.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        return sum.overflow ? (seconds < 0 ? .min : .max) : sum.partialValue
    }
}
