import PostgresStore
import Testing

/// What a redrive may do next, without a database.
@Suite struct RedriveProgressTests {
    private func progress(
        rate: Double = 0, stop: Double = 0, after: Int64 = 20,
        _ change: (inout RedriveProgress) -> Void = { _ in }
    ) -> RedriveProgress {
        var progress = RedriveProgress(
            rate: rate, stopAtFailureRate: stop, stopAfter: after, succeeded: 0, failed: 0, underWay: 0,
            allSeen: false, budget: 1)
        change(&progress)
        return progress
    }

    @Test(arguments: [0.1, 0.5, 1, 3, 7.5, 100, 2000])
    func overAnyTimeThePaceIsTheRate(rate: Double) {
        var state = progress(rate: rate)
        var moved = 0
        var seconds = 0.0
        var random = PropertyRandom(seed: 7)
        while seconds < 600 {
            let step = Double.random(in: 0.01...0.6, using: &random)
            seconds += step
            var elapsed = step
            while case .move(let count) = state.nextMove(after: elapsed, batch: 500) {
                state.budget = state.budget(after: elapsed) - Double(count)
                elapsed = 0
                moved += count
            }
            state.budget = state.budget(after: elapsed)
            #expect(Double(moved) <= 1 + rate * seconds + 1e-6)
        }
        #expect(Double(moved) >= (rate * seconds).rounded(.down))
    }

    @Test func aGapIsNotMadeUpForByABurst() {
        #expect(progress(rate: 10).nextMove(after: 3600, batch: 500) == .move(11))
        #expect(progress(rate: 0.1).nextMove(after: 3600, batch: 500) == .move(1))
        // A clock that stepped back gives nothing and takes nothing.
        #expect(progress(rate: 10).nextMove(after: -5, batch: 500) == .move(1))
        #expect(progress().nextMove(after: 0, batch: 500) == .move(500))
    }

    @Test func itStopsAboveTheShareOnceEnoughHaveEnded() {
        func ended(_ succeeded: Int64, _ failed: Int64) -> RedriveMove {
            progress(stop: 0.5, after: 4) {
                $0.succeeded = succeeded
                $0.failed = failed
            }.nextMove(after: 0, batch: 500)
        }
        #expect(ended(0, 3) != .stop)
        #expect(ended(2, 2) != .stop)
        #expect(ended(1, 3) == .stop)
        #expect(progress { $0.failed = 100 }.nextMove(after: 0, batch: 5) == .move(5))
    }

    @Test func noMoreAreOutThanItTakesToTell() {
        #expect(progress(stop: 0.5).nextMove(after: 0, batch: 500) == .move(20))
        #expect(progress(stop: 0.5) { $0.underWay = 20 }.nextMove(after: 0, batch: 500) == .wait)
        let half = progress(stop: 0.5) {
            $0.succeeded = 90
            $0.failed = 10
            $0.underWay = 40
        }
        #expect(half.nextMove(after: 0, batch: 500) == .move(60))
    }

    @Test func itFinishesWhenAllThatWasMovedHasEnded() {
        #expect(progress { $0.allSeen = true }.nextMove(after: 0, batch: 5) == .finish)
        let waiting = progress {
            $0.allSeen = true
            $0.underWay = 1
        }
        #expect(waiting.nextMove(after: 0, batch: 5) == .wait)
    }
}
