@testable import KubernetesProtocol
import Testing

@Suite("Work queue: when a key is given out")
struct WorkQueueMachineDelayTests {
    let start = ContinuousClock.now

    private func keys(_ taken: [TakenKey<String>]) -> [String] { taken.map(\.key) }

    @Test("A delayed key comes at its time, not before, and the queue says when")
    func delayed() {
        var queue = WorkQueueMachine<String>()
        queue.add("late", after: .seconds(2), at: start)
        queue.add("soon", after: .seconds(1), lane: .resync, at: start)
        #expect(queue.take(upTo: 9, at: start).isEmpty)
        #expect(queue.nextWake(at: start) == start + .seconds(1))
        #expect(keys(queue.take(upTo: 9, at: start + .seconds(1))) == ["soon"])
        #expect(queue.nextWake(at: start + .seconds(1)) == start + .seconds(2))
        let late = queue.take(upTo: 9, at: start + .seconds(5))
        #expect(keys(late) == ["late"])
        #expect(late.first?.waited == .seconds(3), "it waits from when it was due")
        #expect(queue.nextWake(at: start + .seconds(5)) == nil)
    }

    @Test("Of several delays of a key the earliest counts, with the highest lane")
    func earliest() {
        var queue = WorkQueueMachine<String>()
        queue.add("a", after: .seconds(600), lane: .urgent, at: start)
        queue.add("a", after: .seconds(1), lane: .resync, at: start)
        queue.add("a", after: .seconds(30), at: start)
        #expect(queue.delayedCount == 1)
        #expect(queue.nextWake(at: start) == start + .seconds(1))
        #expect(queue.take(upTo: 9, at: start + .seconds(1)).map(\.lane) == [.urgent])
        queue.done(["a"], at: start + .seconds(1))
        #expect(queue.take(upTo: 9, at: start + .seconds(900)).isEmpty)
    }

    // Bug 12: a state that waits has a timed requeue that nothing takes away.
    @Test("Bug 12: an addition for now leaves the timed one in place")
    func additionKeepsDelay() {
        var queue = WorkQueueMachine<String>()
        queue.add("a", after: .seconds(60), at: start)
        queue.add("a", at: start)
        queue.done(keys(queue.take(upTo: 1, at: start)), at: start)
        #expect(keys(queue.take(upTo: 1, at: start + .seconds(60))) == ["a"])
    }

    @Test("A delay that ends while the key is in a hand brings it back once")
    func delayEndsInHand() {
        var queue = WorkQueueMachine<String>()
        queue.add("a", at: start)
        _ = queue.take(upTo: 1, at: start)
        queue.add("a", after: .seconds(1), at: start)
        #expect(queue.take(upTo: 1, at: start + .seconds(2)).isEmpty)
        queue.done(["a"], at: start + .seconds(3))
        #expect(keys(queue.take(upTo: 9, at: start + .seconds(3))) == ["a"])
    }

    @Test("Each failure of a key doubles its wait, success ends that")
    func backsOff() {
        var queue = WorkQueueMachine<String>()
        let waits = (0..<4).map { _ in queue.addBackingOff("a", at: start) }
        #expect(waits == [.milliseconds(5), .milliseconds(10), .milliseconds(20), .milliseconds(40)])
        #expect(queue.failures(of: "a") == 4)
        #expect(queue.addBackingOff("b", at: start) == .milliseconds(5))
        queue.forget("a")
        #expect(queue.failures(of: "a") == 0)
        #expect(queue.addBackingOff("a", at: start) == .milliseconds(5))
    }

    @Test("The wait is capped, two minutes by default")
    func capped() {
        var queue = WorkQueueMachine<String>()
        let waits = (0..<200).map { queue.addBackingOff("a", at: start + .seconds($0 * 600)) }
        #expect(waits.max() == .seconds(120))
    }

    @Test("Many keys that fail share a rate; other additions do not feel it")
    func retryRate() {
        var queue = WorkQueueMachine<Int>(WorkQueueConfiguration(retriesPerSecond: 10, retryBurst: 5))
        let waits = (0..<2000).map { queue.addBackingOff($0, at: start) }
        #expect(waits.prefix(5).allSatisfy { $0 == .milliseconds(5) })
        #expect(waits[25] > .seconds(2) && waits[25] < .seconds(2.2))
        #expect(waits.max() == .seconds(120), "the debt does not grow beyond the cap")
        queue.add(-1, at: start)
        #expect(queue.take(upTo: 1, at: start).map(\.key) == [-1])
    }

    // Bug 47, bug 35.
    @Test("Bug 47: while the back end is down nothing is given out; then one is tried, then all go")
    func breaker() {
        var queue = WorkQueueMachine<String>()
        for key in ["a", "b", "c", "d"] { queue.add(key, at: start) }
        let first = keys(queue.take(upTo: 3, at: start))
        queue.holdBack(until: start + .seconds(10))
        queue.putBack(first, at: start)
        #expect(queue.isHeldBack)
        #expect(first.allSatisfy { queue.failures(of: $0) == 0 }, "the outage is no failure of the keys")
        queue.add("deleted", lane: .urgent, at: start + .seconds(1))
        #expect(queue.take(upTo: 9, at: start + .seconds(9)).isEmpty)
        #expect(queue.nextWake(at: start + .seconds(9)) == start + .seconds(10))
        let up = start + .seconds(10)
        #expect(keys(queue.take(upTo: 9, at: up)) == ["deleted"], "bug 35: a deletion is not behind retries")
        #expect(queue.take(upTo: 9, at: up).isEmpty, "one trial at a time")
        #expect(queue.nextWake(at: up) == nil)
        queue.done(["deleted"], at: up)
        #expect(!queue.isHeldBack)
        #expect(keys(queue.take(upTo: 9, at: up)) == ["a", "b", "c", "d"], "they kept their places")
    }

    @Test("A trial that fails holds all back again")
    func failedTrial() {
        var queue = WorkQueueMachine<String>()
        queue.add("a", at: start)
        queue.add("b", at: start)
        queue.holdBack(until: start + .seconds(1))
        let trial = start + .seconds(1)
        #expect(keys(queue.take(upTo: 9, at: trial)) == ["a"])
        queue.holdBack(until: trial + .seconds(5))
        queue.putBack(["a"], at: trial)
        #expect(queue.take(upTo: 9, at: trial + .seconds(4)).isEmpty)
        #expect(keys(queue.take(upTo: 9, at: trial + .seconds(5))) == ["a"])
    }

    @Test("A trial that is put back without a word is tried again; hands from before decide nothing")
    func undecidedTrial() {
        var queue = WorkQueueMachine<String>()
        queue.add("old", at: start)
        _ = queue.take(upTo: 1, at: start)
        queue.add("a", at: start)
        queue.add("b", at: start)
        queue.holdBack(until: start + .seconds(5))
        queue.holdBack(until: start + .seconds(1))
        #expect(queue.take(upTo: 9, at: start + .seconds(2)).isEmpty, "the longest wish counts")
        let trial = start + .seconds(5)
        #expect(keys(queue.take(upTo: 9, at: trial)) == ["a"])
        queue.done(["old"], at: trial)
        #expect(queue.take(upTo: 9, at: trial).isEmpty)
        queue.putBack(["a"], at: trial)
        #expect(keys(queue.take(upTo: 9, at: trial)) == ["a"])
        queue.resume()
        #expect(keys(queue.take(upTo: 9, at: trial)) == ["b"])
    }

    @Test("Memory: promotions and delays that were brought forward leave nothing behind")
    func sweeps() {
        var queue = WorkQueueMachine<String>()
        for round in 0..<10_000 {
            queue.add("other", lane: .resync, at: start)
            queue.add("k", lane: .resync, at: start)
            queue.add("k", lane: .urgent, at: start)
            queue.add("d", after: .seconds(20_000 - round), at: start)
            queue.done(keys(queue.take(upTo: 1, at: start)), at: start)
        }
        #expect(queue.depth <= 2)
        #expect(queue.delayedCount == 1)
        #expect(queue.placesHeld < 200)
    }
}
