/// When a call is made again, and when it is given up.
///
/// A server that nobody runs is told at once: after a few attempts within about a second. One that is there
/// but cannot answer (it restarts, or its database does) is tried until the time limit.
struct CallRetries {
    private static let attemptsWhenRefused = 3
    private static let firstWait = Duration.milliseconds(100)
    private static let longestWait = Duration.seconds(2)

    private let end: ContinuousClock.Instant
    private let addresses: Int
    private let wasReached: Bool
    private var failures = 0

    /// - Parameter wasReached: a server has answered this command before, so that one is run here.
    init(timeout: Duration, addresses: Int, wasReached: Bool) {
        end = .now + timeout
        self.addresses = addresses
        self.wasReached = wasReached
    }

    /// What is left of the time limit; at least a millisecond, so that the last attempt fails in the usual
    /// way.
    var remaining: Duration { max(.milliseconds(1), ContinuousClock.now.duration(to: end)) }

    /// How long to wait before the next attempt; nil when there should be none.
    mutating func next(after failure: ServerFailure) -> Duration? {
        failures += 1
        if failure.neverSent, !wasReached, failures >= Self.attemptsWhenRefused * addresses { return nil }
        // Other addresses are tried without delay; the wait is between rounds.
        guard failures % addresses == 0 else { return .zero }
        let doublings = min(failures / addresses - 1, 10)
        let wait = min(Self.firstWait * (1 << doublings), Self.longestWait)
        let jittered = wait * Double.random(in: 0.8...1.2)
        return ContinuousClock.now + jittered < end ? jittered : nil
    }
}
