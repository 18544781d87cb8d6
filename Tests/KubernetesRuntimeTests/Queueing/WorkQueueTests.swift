import KubernetesProtocol
import KubernetesRuntime
import Synchronization
import Testing

@Suite("Work queue, concurrently", .timeLimit(.minutes(5)))
struct WorkQueueTests {
    let clock = VirtualClock()

    private func queue(_ configuration: WorkQueueConfiguration = WorkQueueConfiguration()) -> WorkQueue<
        String
    > {
        WorkQueue(name: "test", configuration: configuration, clock: clock)
    }

    @Test("Who waits gets work when it comes, urgent before resync")
    func wakes() async {
        let queue = queue()
        queue.add(["r1", "r2"], lane: .resync)
        queue.add("u", lane: .urgent)
        #expect(await queue.take(upTo: 2) == ["u", "r1"])
        #expect(await queue.take(upTo: 2) == ["r2"])
        async let next = queue.take()
        queue.add("later")
        #expect(await next == ["later"])
    }

    @Test("A delayed key wakes whoever waits, at its time")
    func delayed() async {
        let queue = queue()
        queue.add("b", after: .seconds(2))
        queue.add("a", after: .seconds(1))
        let taken = Journal<String>()
        let worker = Task {
            while let keys = await queue.take() {
                for key in keys { taken.add(key) }
                queue.done(keys)
            }
        }
        await clock.someoneSleeps(until: .seconds(1))
        #expect(taken.entries.isEmpty)
        clock.advance(to: .seconds(1))
        await clock.someoneSleeps(until: .seconds(2))
        #expect(taken.entries == ["a"])
        clock.advance(to: .seconds(2))
        await taken.wait(for: 2)
        #expect(taken.entries == ["a", "b"])
        queue.shutDown()
        await worker.value
    }

    @Test("An earlier key than the one that is slept for brings the wake forward")
    func earlierWake() async {
        let queue = queue()
        queue.add("late", after: .seconds(60))
        async let next = queue.take()
        await clock.someoneSleeps(until: .seconds(60))
        queue.add("soon", after: .seconds(3))
        await clock.someoneSleeps(until: .seconds(3))
        clock.advance(to: .seconds(3))
        #expect(await next == ["soon"])
    }

    @Test("Failures come back after their backoff")
    func backsOff() async {
        let queue = queue()
        queue.addBackingOff("a")
        async let next = queue.take()
        await clock.someoneSleeps(until: .milliseconds(5))
        clock.advance(to: .milliseconds(5))
        #expect(await next == ["a"])
        #expect(queue.failures(of: "a") == 1)
        queue.forget("a")
        #expect(queue.failures(of: "a") == 0)
    }

    @Test("Who is cancelled while waiting gets nil, and takes no key along")
    func cancellation() async {
        let queue = queue()
        let waiter = Task { await queue.take() }
        waiter.cancel()
        #expect(await waiter.value == nil)
        queue.add("a")
        #expect(await queue.take() == ["a"])
        let late = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await queue.take()
        }
        #expect(await late.value == nil)
    }

    // Bug 45 (controller-runtime issue 3540).
    @Test("Bug 45: shutting down ends all waiting, also with keys in hands and keys waiting")
    func shutDown() async {
        let queue = queue()
        queue.add("in hand")
        #expect(await queue.take() == ["in hand"])
        queue.add("in hand")
        queue.add("delayed", after: .seconds(1))
        let waiters = (0..<10).map { _ in Task { await queue.take(upTo: 5) } }
        await clock.someoneSleeps(until: .seconds(1))
        queue.shutDown()
        for waiter in waiters { #expect(await waiter.value == nil) }
        queue.add("too late")
        #expect(await queue.take() == nil)
        let isDrained = Signal()
        let drain = Task {
            await queue.drained()
            isDrained.fire()
        }
        #expect(!isDrained.isFired)
        queue.done(["in hand"])
        await drain.value
        #expect(await queue.take() == nil)
        queue.shutDown()
        await queue.drained()
    }

    @Test("Bug 45: shutting down while producers and workers are busy ends, too", arguments: 1...20)
    func shutDownUnderLoad(round: Int) async {
        let queue = WorkQueue<Int>(name: "test")
        await withTaskGroup(of: Void.self) { group in
            for worker in 0..<4 {
                group.addTask {
                    while let keys = await queue.take(upTo: 3) {
                        queue.add(keys[0], lane: .urgent)
                        if worker == 0 { queue.addBackingOff(keys[0]) }
                        await Task.yield()
                        queue.done(keys)
                    }
                }
            }
            for producer in 0..<2 {
                group.addTask { for number in 0..<200 { queue.add(number * 2 + producer) } }
            }
            group.addTask {
                for _ in 0..<(round * 7) { await Task.yield() }
                queue.shutDown()
                await queue.drained()
            }
        }
        #expect(queue.depth == 0)
    }

    @Test("Bug 47: while keys are held back nobody gets one; the wait ends by itself")
    func heldBack() async {
        let queue = queue()
        queue.add(["a", "b"], lane: .normal)
        queue.holdBack(until: clock.start + .seconds(10))
        async let trial = queue.take(upTo: 9)
        await clock.someoneSleeps(until: .seconds(10))
        queue.add("c", lane: .urgent)
        clock.advance(to: .seconds(10))
        #expect(await trial == ["c"])
        async let rest = queue.take(upTo: 9)
        queue.done(["c"])
        #expect(await rest == ["a", "b"])
    }

    @Test("Many producers and workers: no key in two hands, and the last addition of each is seen")
    func stress() async {
        let queue = WorkQueue<Int>(name: "test")
        let ledger = Ledger()
        await withTaskGroup(of: Void.self) { workers in
            for _ in 0..<4 { workers.addTask { await ledger.work(on: queue) } }
            await withTaskGroup(of: Void.self) { producers in
                for producer in 0..<3 { producers.addTask { await ledger.fill(queue, producer) } }
            }
            while !ledger.isSettled { await Task.yield() }
            queue.shutDown()
        }
        #expect(!ledger.sawTwoHands)
    }

    /// What was added to a queue and what its workers saw of it.
    private final class Ledger: Sendable {
        private struct State {
            var added: [Int: Int] = [:]
            var seen: [Int: Int] = [:]
            var inHand: Set<Int> = []
            var sawTwoHands = false
        }

        private let state = Mutex(State())

        var isSettled: Bool { state.withLock { $0.added == $0.seen } }
        var sawTwoHands: Bool { state.withLock { $0.sawTwoHands } }

        func work(on queue: WorkQueue<Int>) async {
            while let keys = await queue.take(upTo: 4) {
                state.withLock { state in
                    for key in keys {
                        if !state.inHand.insert(key).inserted { state.sawTwoHands = true }
                        state.seen[key] = state.added[key]
                    }
                }
                await Task.yield()
                state.withLock { $0.inHand.subtract(keys) }
                queue.done(keys)
            }
        }

        func fill(_ queue: WorkQueue<Int>, _ producer: Int) async {
            for number in 0..<3000 {
                let key = (number * 7 + producer) % 50
                state.withLock { $0.added[key, default: 0] += 1 }
                queue.add(key, lane: WorkLane.allCases[number % 3])
                if number % 16 == 0 { await Task.yield() }
            }
        }
    }
}
