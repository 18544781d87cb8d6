/// How far a redrive is, and what it may do next.
package struct RedriveProgress: Hashable, Sendable {
    /// Jobs a second; 0: as fast as it goes.
    package var rate: Double
    package var stopAtFailureRate: Double
    package var stopAfter: Int64
    package var succeeded: Int64
    package var failed: Int64
    /// Moved, and not ended yet.
    package var underWay: Int64
    /// There is no dead letter left to look at.
    package var allSeen: Bool
    /// Jobs that may be moved by the pace alone, as of the last step.
    package var budget: Double

    package init(
        rate: Double, stopAtFailureRate: Double, stopAfter: Int64, succeeded: Int64, failed: Int64,
        underWay: Int64, allSeen: Bool, budget: Double
    ) {
        self.rate = rate
        self.stopAtFailureRate = stopAtFailureRate
        self.stopAfter = stopAfter
        self.succeeded = succeeded
        self.failed = failed
        self.underWay = underWay
        self.allSeen = allSeen
        self.budget = budget
    }

    package var ended: Int64 { succeeded + failed }

    /// More than the share that was allowed has failed again, of enough jobs to tell.
    package var failsTooOften: Bool {
        stopAtFailureRate > 0 && ended >= stopAfter && ended > 0
            && Double(failed) > stopAtFailureRate * Double(ended)
    }

    /// The pace after some seconds more. What nobody took does not pile up beyond a second's worth, so that a gap
    /// (a restart, another leader) is not made up for by a burst.
    package func budget(after seconds: Double) -> Double {
        guard rate > 0 else { return 0 }
        return min(max(budget, 0) + max(seconds, 0) * rate, 1 + rate)
    }

    /// What comes next, at most `batch` jobs.
    package func nextMove(after seconds: Double, batch: Int) -> RedriveMove {
        if failsTooOften { return .stop }
        if allSeen { return underWay == 0 ? .finish : .wait }
        var most = Int64(batch)
        // The sum of many small parts may miss a whole number by a rounding error.
        if rate > 0 { most = min(most, Int64(budget(after: seconds) + 1e-9)) }
        // Where failures are watched, a bad batch must not be out before its first ends are known: at first as many
        // as it takes to tell, then no more than have ended.
        if stopAtFailureRate > 0 {
            most = min(most, (ended < stopAfter ? stopAfter - ended : ended) - underWay)
        }
        return most > 0 ? .move(Int(most)) : .wait
    }
}

/// What a redrive does in a step.
package enum RedriveMove: Hashable, Sendable {
    case move(Int)
    /// Nothing may be moved now, or there is nothing left but jobs under way.
    case wait
    case finish
    case stop
}
