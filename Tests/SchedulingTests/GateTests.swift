import Lifecycle
import Scheduling
import Testing

private func id(_ number: Int) -> JobID { JobID(high: 0, low: UInt64(number)) }

@Suite struct GateTests {
    private let worker = id(1_000_001)

    private func state(_ queues: [String] = ["a"], credits: Int = 1_000, capacity: Int = 200_000)
        -> DispatchState
    {
        var state = DispatchState(capacityPerQueue: capacity)
        state.connect(worker, queues: queues)
        state.addCredits(credits, to: worker)
        return state
    }

    private func take(_ state: inout DispatchState, limit: Int = 1_000) -> [UInt64] {
        state.take(limit: limit).map(\.job.low)
    }

    @Test func aFullLimitGivesNothingUntilASlotIsFree() {
        var state = state()
        state.setGate(Gate(free: 2), of: "a")
        for number in 0..<5 { state.add(Candidate(rank: 0, job: id(number)), to: "a") }
        #expect(take(&state) == [0, 1])
        #expect(take(&state).isEmpty && state.isHeldUp("a") && state.hungry.isEmpty)
        state.free("a", keys: [nil])
        #expect(take(&state) == [2])
        state.setGate(nil, of: "a")
        #expect(take(&state) == [3, 4] && !state.hasGates)
    }

    @Test func aRateIsCountedDownAndTriedAgainAtItsTime() {
        var state = state()
        let later = ContinuousClock.now + .seconds(60)
        state.setGate(Gate(rateLeft: 1, reopensAt: later), of: "a")
        for number in 0..<4 { state.add(Candidate(rank: 0, job: id(number)), to: "a") }
        #expect(take(&state) == [0])
        state.reopen("a", now: later - .seconds(1))
        #expect(take(&state).isEmpty)
        state.reopen("a", now: later)
        #expect(take(&state) == [1])
        #expect(take(&state).isEmpty)
    }

    @Test func gatedAndUngatedQueuesAreTakenApart() {
        var state = state(["a", "b"])
        state.setGate(Gate(free: 9), of: "a")
        state.add(Candidate(rank: 0, job: id(1)), to: "a")
        state.add(Candidate(rank: 5, job: id(2)), to: "b")
        #expect(state.take(limit: 9, gated: false).map(\.job.low) == [2])
        let rest = state.take(limit: 9, ungated: false)
        #expect(rest.map(\.job.low) == [1] && rest.allSatisfy(\.isGated))
    }

    @Test func keysTakeTurnsWithinARank() {
        var state = state()
        for number in 0..<1_000 { state.add(Candidate(rank: 5, job: id(number)), key: "big", to: "a") }
        for number in 1_000..<1_003 { state.add(Candidate(rank: 5, job: id(number)), key: "b", to: "a") }
        for number in 1_003..<1_005 { state.add(Candidate(rank: 5, job: id(number)), to: "a") }
        state.add(Candidate(rank: 0, job: id(9_999)), key: "big", to: "a")
        let keys = state.take(limit: 8).map { $0.key ?? "-" }
        #expect(keys[0] == "big")
        #expect(Set(keys[1...3]) == ["big", "b", "-"] && Set(keys[4...6]) == ["big", "b", "-"])
    }

    @Test func aKeyWithoutASlotWaitsAndHoldsUpNobody() {
        var state = state()
        state.setGate(Gate(perKey: 1), of: "a")
        for number in 0..<6 {
            state.add(Candidate(rank: 0, job: id(number)), key: number < 4 ? "x" : "y", to: "a")
        }
        #expect(take(&state) == [0, 4])
        #expect(take(&state).isEmpty)
        #expect(Set(state.parkedKeys(limit: 10).map(\.key)) == ["x", "y"])
        state.free("a", keys: ["x"])
        #expect(take(&state) == [1])
        state.setHeld(0, key: "y", of: "a")
        #expect(take(&state) == [5])
        // Refused by the database, although nothing was known of it here.
        state.add(Candidate(rank: 0, job: id(7)), key: "z", to: "a")
        state.park("z", of: "a")
        #expect(take(&state).isEmpty)
        state.setGate(Gate(perKey: 2), of: "a")
        #expect(take(&state).contains(2))
    }

    @Test func aMatchThatWasNotClaimedHoldsNoSlot() {
        var state = state()
        state.setGate(Gate(perKey: 1), of: "a")
        state.add(Candidate(rank: 0, job: id(1)), key: "x", to: "a")
        state.add(Candidate(rank: 0, job: id(2)), key: "x", to: "a")
        let match = state.take(limit: 1)[0]
        state.unhold(match)
        #expect(take(&state) == [2])
    }

    /// The one key that fills everything makes room for the others.
    @Test func memoryIsBoundedAndNoKeyPushesOutTheOthers() {
        var state = state(capacity: 100)
        for number in 0..<1_000 { state.add(Candidate(rank: 0, job: id(number)), key: "big", to: "a") }
        for number in 1_000..<1_040 {
            state.add(Candidate(rank: 9, job: id(number)), key: "k\(number % 4)", to: "a")
        }
        #expect(state.stock == 100)
        #expect(state.take(limit: 1_000).filter { $0.key != "big" }.count == 40)
    }

    /// A queue of which only full keys are known is read again once, and not for ever.
    @Test func fullKeysAreNotReadForAgainAndAgain() {
        var state = state()
        state.setGate(Gate(perKey: 1), of: "a")
        for number in 0..<3 { state.add(Candidate(rank: 0, job: id(number)), key: "x", to: "a") }
        state.noteRefill(of: "a", complete: false)
        #expect(take(&state) == [0])
        #expect(take(&state).isEmpty && state.toRefill == ["a"])
        state.noteRefill(of: "a", complete: false)
        #expect(state.toRefill.isEmpty && state.hungry == ["a"])
        // The jobs of a key that gets a slot are here.
        state.free("a", keys: ["x"])
        #expect(take(&state) == [1])
        #expect(take(&state).isEmpty && state.toRefill.isEmpty)
        // Until there are no more of them.
        state.free("a", keys: ["x"])
        #expect(take(&state) == [2])
        #expect(take(&state).isEmpty && state.toRefill == ["a"])
    }

    /// A read that was under way when the last job of a key was taken may not have seen those that follow it.
    @Test func aKeyThatIsUsedUpDuringAReadIsReadForOnceMore() {
        var state = state()
        state.setGate(Gate(perKey: 1), of: "a")
        for (number, key) in ["x", "x", "y"].enumerated() {
            state.add(Candidate(rank: 0, job: id(number)), key: key, to: "a")
        }
        #expect(take(&state) == [0, 2])
        state.noteRefill(of: "a", complete: false)
        #expect(take(&state).isEmpty && state.toRefill == ["a"])
        state.noteRefill(of: "a", complete: false)
        #expect(state.toRefill.isEmpty)
    }

    /// Whatever comes, no more is taken than limit, keys and credits allow, nothing is lost, and what may go goes.
    @Test(arguments: 1...20) func gatesAreNeverPassedByTooMany(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let limit = Int.random(in: 1...8, using: &random)
        let perKey = Int.random(in: 1...3, using: &random)
        var state = state()
        state.setGate(Gate(free: limit, perKey: perKey), of: "a")
        var running: [Match] = []
        var waiting: [String: Int] = [:]
        var next = 0
        for _ in 0..<600 {
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                let key = "k\(Int.random(in: 0..<5, using: &random))"
                let rank = Int16(Int.random(in: 0..<3, using: &random))
                state.add(Candidate(rank: rank, job: id(next)), key: key, to: "a")
                waiting[key, default: 0] += 1
                next += 1
            case 1:
                guard let match = running.randomElement(using: &random) else { continue }
                running.removeAll { $0 == match }
                state.free("a", keys: [match.key])
            default:
                let matches = state.take(limit: Int.random(in: 1...4, using: &random))
                running += matches
                for match in matches { waiting[match.key ?? "", default: 0] -= 1 }
                #expect(running.count <= limit)
                let byKey = Dictionary(grouping: running, by: \.key).mapValues(\.count)
                #expect(byKey.values.allSatisfy { $0 <= perKey })
                if matches.isEmpty, running.count < limit {
                    let free = waiting.filter { $0.value > 0 && byKey[$0.key, default: 0] < perKey }
                    #expect(free.isEmpty, "seed \(seed)")
                }
            }
        }
    }
}

@Suite struct WeightTests {
    /// Over any stretch of takes in which all queues have jobs, each gets its share within a round.
    @Test(arguments: 1...20) func sharesFollowTheWeights(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let names = ["a", "b", "c", "d"]
        let weights = Dictionary(
            uniqueKeysWithValues: names.map { ($0, Int.random(in: 1...9, using: &random)) })
        var state = DispatchState()
        for number in 0..<3 {
            state.connect(id(1_000_000 + number), queues: names, weights: weights)
            state.addCredits(100_000, to: id(1_000_000 + number))
        }
        for number in 0..<4_000 {
            state.add(Candidate(rank: Int16(number % 10), job: id(number)), to: names[number % 4])
        }
        let total = weights.values.reduce(0, +)
        var given: [String: Int] = [:]
        for taken in 1...60 {
            for match in state.take(limit: 7) { given[match.queue, default: 0] += 1 }
            for name in names {
                let weight = Double(weights[name] ?? 0)
                let share = Double(taken * 7) * weight / Double(total)
                #expect(abs(Double(given[name] ?? 0) - share) <= weight + 1, "seed \(seed)")
            }
        }
    }

    @Test func anIdleQueueDoesNotSaveUpTurns() {
        var state = DispatchState()
        let worker = id(1_000_000)
        state.connect(worker, queues: ["a", "b"], weights: ["a": 1, "b": 1])
        state.addCredits(1_000, to: worker)
        for number in 0..<200 { state.add(Candidate(rank: 0, job: id(number)), to: "a") }
        #expect(state.take(limit: 100).count == 100)
        for number in 200..<300 { state.add(Candidate(rank: 0, job: id(number)), to: "b") }
        let late = state.take(limit: 20).filter { $0.queue == "b" }.count
        #expect((9...11).contains(late))
    }

    @Test func aQueueLeftOutHasOneAndWorkersWithoutWeightsGoByPriority() {
        var state = DispatchState()
        let (weighted, plain) = (id(1_000_000), id(1_000_001))
        state.connect(weighted, queues: ["a", "b"], weights: ["a": 3])
        state.addCredits(8, to: weighted)
        for number in 0..<50 {
            state.add(Candidate(rank: 9, job: id(number)), to: "a")
            state.add(Candidate(rank: 0, job: id(100 + number)), to: "b")
        }
        #expect(state.take(limit: 8).filter { $0.queue == "a" }.count == 6)
        state.connect(plain, queues: ["a", "b"])
        state.addCredits(8, to: plain)
        #expect(state.take(limit: 8).allSatisfy { $0.queue == "b" && $0.worker == plain })
    }

    @Test func aQueueThatIsShutGivesItsTurnsAway() {
        var state = DispatchState()
        let worker = id(1_000_000)
        state.connect(worker, queues: ["a", "b"], weights: ["a": 9, "b": 1])
        state.addCredits(100, to: worker)
        state.setGate(Gate(free: 2), of: "a")
        for number in 0..<50 {
            state.add(Candidate(rank: 0, job: id(number)), to: "a")
            state.add(Candidate(rank: 0, job: id(100 + number)), to: "b")
        }
        let given = state.take(limit: 20)
        #expect(given.count == 20 && given.filter { $0.queue == "a" }.count == 2)
    }
}
