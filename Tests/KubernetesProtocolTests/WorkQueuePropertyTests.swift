import KubernetesProtocol
import Testing

@Suite("Work queue: any sequence of operations against a simple model")
struct WorkQueuePropertyTests {
    /// SplitMix64 (Steele, Lea and Flood, 2014): the same numbers for the same seed everywhere.
    struct SeededGenerator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }

    struct Run {
        static let bound = 4

        // Hot keys are left out: what they do to lanes has its own tests.
        var queue = WorkQueueMachine<Int>(WorkQueueConfiguration(starvationBound: bound, hotLimit: .max))
        var model = WorkQueueModel()
        var now = ContinuousClock.now
        var random: SeededGenerator
        var passedOver: [WorkLane: Int] = [:]
        var added: Set<Int> = []
        var given: Set<Int> = []

        mutating func step() throws {
            let key = Int.random(in: 0..<12, using: &random)
            let lane = WorkLane.allCases.randomElement(using: &random) ?? .normal
            switch Int.random(in: 0..<14, using: &random) {
            case 0...4:
                queue.add(key, lane: lane, at: now)
                model.add(key, lane)
                added.insert(key)
            case 5:
                // Odd numbers of nanoseconds, so that no two keys are due at once.
                let delay = Duration.milliseconds(Int.random(in: 0..<50, using: &random)) + .nanoseconds(key)
                queue.add(key, after: delay, lane: lane, at: now)
                model.delay(key, until: now + delay, lane)
                added.insert(key)
            case 6...9: try take(upTo: Int.random(in: 1...4, using: &random))
            case 10...11:
                guard let hand = model.hands.keys.sorted().randomElement(using: &random) else { return }
                queue.done([hand], at: now)
                model.done(hand)
            case 12:
                now += .milliseconds(Int.random(in: 0..<30, using: &random)) + .microseconds(1)
            default:
                guard Int.random(in: 0..<4, using: &random) == 0 else { return }
                let until = now + .milliseconds(Int.random(in: 1..<40, using: &random))
                let hands = model.hands.keys.sorted()
                queue.holdBack(until: until)
                model.holdBack(until: until)
                queue.putBack(hands, at: now)
                model.putBack(hands)
            }
        }

        mutating func take(upTo limit: Int) throws {
            model.addThoseDue(at: now)
            let allowance = model.waiting.isEmpty ? 0 : model.allowance(at: now)
            let taken = queue.take(upTo: limit, at: now)
            #expect(taken.count == min(limit, allowance, model.waiting.count))
            #expect(taken.map(\.lane) == taken.map(\.lane).sorted())
            for lane in WorkLane.allCases {
                let keys = taken.filter { $0.lane == lane }.map(\.key)
                #expect(keys == Array(model.line(lane).prefix(keys.count)), "not in order of arrival")
                notePassing(of: lane, keys.count, taken)
            }
            for key in taken.map(\.key) {
                try #require(model.hands[key] == nil, "\(key) is in two hands")
                model.take(key)
                given.insert(key)
            }
            #expect(queue.depth == model.waiting.count)
            #expect(queue.inHandCount == model.hands.count)
        }

        /// A lane with keys is passed over at most `bound` times, and one more for each other lane whose turn
        /// it is.
        mutating func notePassing(of lane: WorkLane, _ own: Int, _ taken: [TakenKey<Int>]) {
            let isLeft = model.line(lane).count > own
            if own > 0 || !isLeft { passedOver[lane] = 0 }
            if isLeft, own == 0 { passedOver[lane, default: 0] += taken.filter { $0.lane < lane }.count }
            #expect(passedOver[lane, default: 0] <= Run.bound + WorkLane.allCases.count + 4)
        }
    }

    @Test("No key lost, none in two hands, lanes and arrival in order", arguments: UInt64(1)...60)
    func random(seed: UInt64) throws {
        var run = Run(random: SeededGenerator(state: seed))
        for _ in 0..<3000 { try run.step() }
        // Everything that was wanted comes out in the end.
        run.now += .seconds(1000)
        run.queue.resume()
        for hand in run.model.hands.keys {
            run.queue.done([hand], at: run.now)
            run.model.done(hand)
        }
        run.model.addThoseDue(at: run.now)
        let left = Set(run.model.waiting.map(\.key))
        var out: [Int] = []
        while case let batch = run.queue.take(upTo: 5, at: run.now).map(\.key), !batch.isEmpty {
            out += batch
        }
        #expect(Set(out) == left)
        #expect(out.count == left.count)
        #expect(run.given.union(out).isSuperset(of: run.added), "a key was lost")
    }

    @Test("It says when time alone brings work", arguments: UInt64(100)...120)
    func wakes(seed: UInt64) throws {
        var run = Run(random: SeededGenerator(state: seed))
        for _ in 0..<500 {
            try run.step()
            var later = run.queue
            guard let wake = run.queue.nextWake(at: run.now) else {
                #expect(later.take(upTo: 1, at: run.now + .seconds(1000)).isEmpty)
                continue
            }
            if wake > run.now {
                #expect(later.take(upTo: 1, at: wake - .nanoseconds(1)).isEmpty, "too late a wake")
            }
            // A key that became due in a hand is no work yet, but must not wake anybody for ever.
            if later.take(upTo: 1, at: wake).isEmpty {
                #expect(later.nextWake(at: wake) != wake, "it wakes for nothing again and again")
            }
        }
    }
}
