import KubernetesProtocol
import Testing

@Suite("Work queue: who gets which key")
struct WorkQueueMachineTests {
    let start = ContinuousClock.now

    private func keys(_ taken: [TakenKey<String>]) -> [String] { taken.map(\.key) }

    @Test("A key that is added many times is given out once")
    func deduplicates() {
        var queue = WorkQueueMachine<String>()
        #expect(queue.add("a", at: start) == true)
        #expect(queue.add("a", at: start) == false)
        queue.add("b", at: start)
        #expect(queue.depth == 2)
        #expect(keys(queue.take(upTo: 10, at: start)) == ["a", "b"])
        #expect(queue.take(upTo: 10, at: start).isEmpty)
    }

    @Test("A key that is added while in a hand comes back exactly once, when the hand lets go")
    func addedInHand() {
        var queue = WorkQueueMachine<String>()
        queue.add("a", at: start)
        #expect(keys(queue.take(upTo: 1, at: start)) == ["a"])
        #expect(queue.add("a", lane: .resync, at: start) == true)
        #expect(queue.add("a", lane: .urgent, at: start) == false)
        #expect(queue.take(upTo: 1, at: start).isEmpty, "a key in two hands")
        queue.done(["a"], at: start + .seconds(1))
        let again = queue.take(upTo: 5, at: start + .seconds(3))
        #expect(keys(again) == ["a"])
        #expect(again.first?.lane == .urgent)
        #expect(again.first?.waited == .seconds(3))
        queue.done(["a"], at: start + .seconds(3))
        #expect(queue.take(upTo: 5, at: start + .seconds(3)).isEmpty)
    }

    @Test("Durations: of waiting and of work")
    func durations() {
        var queue = WorkQueueMachine<String>()
        queue.add("a", at: start)
        #expect(queue.take(upTo: 1, at: start + .seconds(2)).first?.waited == .seconds(2))
        #expect(queue.unfinished(at: start + .seconds(5)) == (.seconds(3), .seconds(3)))
        #expect(queue.done(["a", "never taken"], at: start + .seconds(6)) == [.seconds(4)])
        #expect(queue.unfinished(at: start + .seconds(9)) == (.zero, .zero))
    }

    @Test("Lanes: urgent before normal before resync, each in order of arrival")
    func lanes() {
        var queue = WorkQueueMachine<String>()
        for (key, lane) in [("r1", WorkLane.resync), ("n1", .normal), ("u1", .urgent), ("r2", .resync)] {
            queue.add(key, lane: lane, at: start)
        }
        queue.add("u2", lane: .urgent, at: start)
        #expect(keys(queue.take(upTo: 9, at: start)) == ["u1", "u2", "n1", "r1", "r2"])
    }

    // Bug 43: ten thousand objects at the start, and a user edits one of them.
    @Test("Bug 43: an urgent addition promotes a key that waits in a lower lane")
    func promotes() {
        var queue = WorkQueueMachine<String>()
        for number in 0..<10_000 { queue.add("k\(number)", lane: .resync, at: start) }
        #expect(queue.add("k9999", lane: .urgent, at: start + .seconds(1)) == false)
        #expect(queue.depth == 10_000)
        let first = queue.take(upTo: 1, at: start + .seconds(2))
        #expect(keys(first) == ["k9999"])
        #expect(first.first?.waited == .seconds(2), "it counts from its first addition")
        var rest: [String] = []
        while case let batch = keys(queue.take(upTo: 500, at: start)), !batch.isEmpty { rest += batch }
        #expect(rest == (0..<9999).map { "k\($0)" }, "nobody else loses the place, nobody comes twice")
    }

    @Test("A lower addition does not pull a key down")
    func doesNotDemote() {
        var queue = WorkQueueMachine<String>()
        queue.add("a", lane: .urgent, at: start)
        queue.add("a", lane: .resync, at: start)
        #expect(queue.take(upTo: 1, at: start).first?.lane == .urgent)
    }

    @Test("Starvation: of ten keys given out at least one is of the waiting lower lane")
    func starvation() {
        var queue = WorkQueueMachine<Int>()
        for number in 0..<10 { queue.add(-1 - number, lane: .resync, at: start) }
        var lanes: [WorkLane] = []
        for number in 0..<100 {
            queue.add(number, lane: .urgent, at: start)
            let taken = queue.take(upTo: 1, at: start)
            lanes += taken.map(\.lane)
            queue.done(taken.map(\.key), at: start)
        }
        #expect(lanes.filter { $0 == .resync }.count == 10)
        #expect(
            lanes.prefix(10) == [
                .urgent, .urgent, .urgent, .urgent, .urgent, .urgent, .urgent, .urgent, .urgent, .resync,
            ])
    }

    @Test("Starvation: with two lower lanes waiting, both have turns")
    func starvationOfTwo() {
        var queue = WorkQueueMachine<Int>(WorkQueueConfiguration(starvationBound: 3))
        for number in 0..<300 {
            queue.add(number, lane: .urgent, at: start)
            queue.add(1000 + number, lane: .normal, at: start)
            queue.add(2000 + number, lane: .resync, at: start)
        }
        let lanes = (0..<100).flatMap { _ in queue.take(upTo: 1, at: start) }.map(\.lane)
        #expect(lanes.filter { $0 == .normal }.count >= 100 / 6)
        #expect(lanes.filter { $0 == .resync }.count >= 100 / 6)
        #expect(lanes.filter { $0 == .urgent }.count >= 40)
    }

    @Test("A batch is in order of lanes, also when a lower lane got its turn in it")
    func batchOrder() {
        var queue = WorkQueueMachine<Int>(WorkQueueConfiguration(starvationBound: 2))
        for number in 0..<20 {
            queue.add(number, lane: .resync, at: start)
            queue.add(100 + number, lane: .urgent, at: start)
        }
        let batch = queue.take(upTo: 9, at: start)
        #expect(batch.map(\.lane) == batch.map(\.lane).sorted())
        #expect(batch.map(\.key) == [100, 101, 102, 103, 104, 105, 0, 1, 2])
    }

    @Test("Shut down: nothing is given out, additions are ignored, hands may let go")
    func shutDown() {
        var queue = WorkQueueMachine<String>()
        queue.add("a", at: start)
        queue.add("b", at: start)
        queue.add("c", after: .seconds(1), at: start)
        #expect(keys(queue.take(upTo: 1, at: start)) == ["a"])
        queue.add("a", at: start)
        queue.shutDown()
        #expect(queue.add("d", at: start) == false)
        queue.addBackingOff("e", at: start)
        queue.putBack(["b"], at: start)
        #expect(queue.take(upTo: 9, at: start + .seconds(9)).isEmpty)
        #expect(queue.nextWake(at: start) == nil)
        #expect(queue.done(["a"], at: start + .seconds(1)) == [.seconds(1)])
        #expect((queue.depth, queue.inHandCount, queue.delayedCount) == (0, 0, 0))
    }

    // Bug 48.
    @Test("Bug 48: a hot key in the urgent lane does not hold up others' normal work")
    func hotKey() {
        var queue = WorkQueueMachine<String>(WorkQueueConfiguration(starvationBound: 1_000_000, hotLimit: 5))
        for number in 0..<50 { queue.add("n\(number)", at: start) }
        queue.add("hot", lane: .urgent, at: start)
        var served: [String] = []
        for round in 0..<60 {
            let now = start + .milliseconds(round)
            let taken = keys(queue.take(upTo: 1, at: now))
            served += taken
            if taken == ["hot"] { queue.add("hot", lane: .urgent, at: now) }
            queue.done(taken, at: now)
        }
        #expect(served.prefix(6).allSatisfy { $0 == "hot" })
        #expect(served.contains("n49"), "all others came to their turn")
        // After a quiet while it is urgent again.
        let later = start + .seconds(60)
        while case let rest = keys(queue.take(upTo: 99, at: later)), !rest.isEmpty {
            queue.done(rest, at: later)
        }
        let muchLater = later + .seconds(60)
        queue.add("n", at: muchLater)
        queue.add("hot", lane: .urgent, at: muchLater)
        #expect(keys(queue.take(upTo: 1, at: muchLater)) == ["hot"])
    }

    @Test("A hot key never leaves the others of its lane without a turn")
    func hotKeyInLane() {
        var queue = WorkQueueMachine<String>()
        queue.add("hot", at: start)
        for number in 0..<5 { queue.add("n\(number)", at: start) }
        var served: [String] = []
        for _ in 0..<12 {
            let taken = keys(queue.take(upTo: 1, at: start))
            served += taken
            queue.add("hot", at: start)
            queue.done(taken, at: start)
        }
        #expect(Array(served.prefix(7)) == ["hot", "n0", "n1", "n2", "n3", "n4", "hot"])
    }
}
