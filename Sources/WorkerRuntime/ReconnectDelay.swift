/// How long to wait before the next attempt to reach a server: doubling with jitter, so that a fleet does not
/// come back all at once.
struct ReconnectDelay: Sendable {
    static let first = Duration.milliseconds(100)
    static let longest = Duration.seconds(5)

    private var failures = 0

    /// The wait after one more failure: between half of the doubled delay and all of it.
    ///
    /// - Parameter random: a number from 0 to 1.
    mutating func next(random: Double) -> Duration {
        let doublings = min(failures, 16)
        failures += 1
        let delay = min(Self.first * (1 << doublings), Self.longest)
        return delay * (0.5 + 0.5 * min(max(random, 0), 1))
    }

    /// A server answered: the next failure is the first one again.
    mutating func reset() { failures = 0 }
}
