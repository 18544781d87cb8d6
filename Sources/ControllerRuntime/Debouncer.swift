/// Turns a burst of changes into one: waits until it has been quiet for a while, but never for long.
package struct Debouncer {
    package typealias Instant = ContinuousClock.Instant

    package enum Outcome: Equatable {
        /// The burst is over, or has lasted long enough.
        case deliver
        /// Ask again after this time.
        case wait(Duration)
    }

    package let quiet: Duration
    package let longest: Duration
    private var burst: (first: Instant, last: Instant)?

    package init(quiet: Duration, longest: Duration) {
        self.quiet = quiet
        self.longest = longest
    }

    /// Notes a change. Returns the delay of the timer to start; nil when one is running already.
    package mutating func record(at now: Instant) -> Duration? {
        if let burst {
            self.burst = (burst.first, now)
            return nil
        }
        burst = (now, now)
        return min(quiet, longest)
    }

    /// The timer has fired.
    package mutating func timerFired(at now: Instant) -> Outcome {
        guard let burst else { return .deliver }
        let due = min(burst.last + quiet, burst.first + longest)
        if due > now { return .wait(due - now) }
        self.burst = nil
        return .deliver
    }
}
