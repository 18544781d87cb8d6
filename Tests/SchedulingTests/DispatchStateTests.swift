import Lifecycle
import Scheduling
import Testing

private func id(_ number: Int) -> JobID { JobID(high: 0, low: UInt64(number)) }

@Suite struct DispatchStateTests {
    private let worker = id(1_000_001)
    private let other = id(1_000_002)

    private func take(_ state: inout DispatchState, limit: Int = 100) -> [UInt64] {
        state.take(limit: limit).map(\.job.low)
    }

    @Test func thePriorityCountsOverAllQueuesAndThenTheAge() {
        var state = DispatchState()
        state.connect(worker, queues: ["a", "b"])
        state.add(Candidate(rank: 5, job: id(1)), to: "a")
        state.add(Candidate(rank: 0, job: id(3)), to: "b")
        state.add(Candidate(rank: 5, job: id(2)), to: "b")
        state.add(Candidate(rank: 0, job: id(4)), to: "a")
        state.addCredits(9, to: worker)
        #expect(take(&state) == [3, 4, 1, 2])
        #expect(state.credits(of: worker) == 5 && state.stock == 0)
    }

    @Test func workersTakeTurns() {
        var state = DispatchState()
        for worker in [worker, other] {
            state.connect(worker, queues: ["a"])
            state.addCredits(10, to: worker)
        }
        for number in 0..<9 { state.add(Candidate(rank: 0, job: id(number)), to: "a") }
        let matches = state.take(limit: 9)
        #expect(matches.map(\.worker) == (0..<9).map { $0 % 2 == 0 ? worker : other })
    }

    @Test func nobodyGetsMoreThanItAskedFor() {
        var state = DispatchState()
        state.connect(worker, queues: ["a"])
        for number in 0..<9 { state.add(Candidate(rank: 0, job: id(number)), to: "a") }
        #expect(take(&state).isEmpty)
        state.addCredits(2, to: worker)
        state.addCredits(0, to: worker)
        state.addCredits(-5, to: worker)
        #expect(take(&state) == [0, 1])
        #expect(take(&state).isEmpty)
        // A claim that found nothing gives its credit back.
        state.addCredits(1, to: worker)
        #expect(take(&state) == [2])
        state.addCredits(3, to: worker)
        state.revokeCredits(of: worker)
        #expect(take(&state).isEmpty)
    }

    @Test func aPausedQueueKeepsItsJobs() {
        var state = DispatchState()
        state.connect(worker, queues: ["a"])
        state.addCredits(5, to: worker)
        state.setGate(Gate(isPaused: true), of: "a")
        state.add(Candidate(rank: 0, job: id(1)), to: "a")
        #expect(take(&state).isEmpty && state.stock == 1 && state.hungry.isEmpty)
        state.setGate(nil, of: "a")
        #expect(take(&state) == [1])
        #expect(state.hungry == ["a"])
    }

    @Test func aDisconnectedWorkerGetsNothing() {
        var state = DispatchState()
        state.connect(worker, queues: ["a"])
        state.addCredits(5, to: worker)
        state.disconnect(worker)
        state.add(Candidate(rank: 0, job: id(1)), to: "a")
        #expect(take(&state).isEmpty && state.credits(of: worker) == nil)
        state.addCredits(5, to: worker)
        #expect(state.credits(of: worker) == nil)
        state.connect(worker, queues: ["a"])
        #expect(state.credits(of: worker) == 0 && take(&state).isEmpty)
    }

    /// A pool's queues change while its workers wait with credits.
    @Test func aWorkerThatServesANewQueueTakesFromItAtOnce() {
        var state = DispatchState()
        state.connect(worker, queues: ["a"])
        state.addCredits(2, to: worker)
        state.connect(worker, queues: ["b"])
        state.add(Candidate(rank: 0, job: id(1)), to: "a")
        state.add(Candidate(rank: 0, job: id(2)), to: "b")
        #expect(state.credits(of: worker) == 2)
        #expect(take(&state) == [2])
        #expect(state.hungry == ["b"])
    }

    @Test func aFullQueueKeepsTheBestAndSaysThatThereAreMore() {
        var state = DispatchState(capacityPerQueue: 3)
        state.connect(worker, queues: ["a"])
        for (number, rank) in [(1, 5), (2, 4), (3, 9), (4, 0), (5, 5)] {
            state.add(Candidate(rank: Int16(rank), job: id(number)), to: "a")
        }
        #expect(state.stock == 3)
        state.addCredits(9, to: worker)
        #expect(state.toRefill.isEmpty)
        #expect(take(&state) == [4, 2, 1])
        #expect(state.toRefill == ["a"])
        state.noteRefill(of: "a", complete: true)
        #expect(state.toRefill.isEmpty && state.hungry == ["a"])
        state.noteRefill(of: "a", complete: false)
        #expect(state.toRefill == ["a"])
    }

    @Test func aJobThatIsHereIsNotAddedTwice() {
        var state = DispatchState()
        state.connect(worker, queues: ["a"])
        state.addCredits(9, to: worker)
        for _ in 0..<3 { state.add(Candidate(rank: 0, job: id(1)), to: "a") }
        #expect(take(&state) == [1])
        // Given back by its worker, it is claimable again.
        state.add(Candidate(rank: 0, job: id(1)), to: "a")
        #expect(take(&state) == [1])
    }

    @Test func queuesThatNobodyServesAreNotKept() {
        var state = DispatchState()
        state.add(Candidate(rank: 0, job: id(1)), to: "a")
        #expect(state.stock == 0 && !state.serves("a"))
        state.connect(worker, queues: ["a"])
        #expect(state.serves("a") && state.servedQueues == ["a"])
    }

    /// The same random story is told to the state and to the naive model; what is given must be the best job that
    /// anybody may take, every time, and turns must be fair.
    @Test(arguments: 1...20) func behavesAsTheNaiveModel(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let capacity = Int.random(in: 1...30, using: &random)
        var state = DispatchState(capacityPerQueue: capacity)
        var model = DispatchModel(capacity: capacity)
        let workers = (0..<4).map { id(1_000_000 + $0) }
        let names = ["a", "b", "c"]
        for step in 0..<1_500 {
            let worker = workers[Int.random(in: 0..<4, using: &random)]
            let name = names[Int.random(in: 0..<3, using: &random)]
            switch Int.random(in: 0..<14, using: &random) {
            case 0:
                let queues = names.filter { _ in Bool.random(using: &random) }
                state.connect(worker, queues: queues)
                model.connect(worker, queues: queues)
            case 1 where Bool.random(using: &random):
                state.disconnect(worker)
                model.disconnect(worker)
            case 2 where Bool.random(using: &random):
                state.revokeCredits(of: worker)
                model.revokeCredits(of: worker)
            case 3:
                let paused = Bool.random(using: &random)
                state.setGate(paused ? Gate(isPaused: true) : nil, of: name)
                model.setPaused(paused, queue: name)
            case 4:
                let complete = Bool.random(using: &random)
                state.noteRefill(of: name, complete: complete)
                model.noteRefill(of: name, complete: complete)
            case 5, 6:
                let count = Int.random(in: 0...5, using: &random)
                state.addCredits(count, to: worker)
                model.addCredits(count, to: worker)
            case 7, 8:
                let limit = Int.random(in: 0...6, using: &random)
                let matches = state.take(limit: limit)
                for match in matches {
                    let isRight = model.give(match)
                    try #require(isRight, "seed \(seed), step \(step): \(match)")
                }
                try #require(
                    matches.count == limit || model.best == nil, "seed \(seed), step \(step): too few")
            default:
                let number = Int.random(in: 0..<200, using: &random)
                let candidate = Candidate(rank: Int16(number % 10), job: id(number))
                state.add(candidate, to: name)
                model.add(candidate, to: name)
            }
            try #require(workers.allSatisfy { state.credits(of: $0) == model.credits[$0] })
            try #require(state.stock == model.queues.values.reduce(0) { $0 + $1.jobs.count })
            try #require(model.toRefill.isSubset(of: state.toRefill), "seed \(seed), step \(step)")
        }
    }

    /// With all workers always hungry, shares of a queue differ by one at most.
    @Test func turnsAreFairOverManyTakes() {
        var state = DispatchState()
        let workers = (0..<7).map { id(1_000_000 + $0) }
        for worker in workers {
            state.connect(worker, queues: ["a"])
            state.addCredits(1_000, to: worker)
        }
        for number in 0..<1_000 { state.add(Candidate(rank: 0, job: id(number)), to: "a") }
        var shares: [JobID: Int] = [:]
        while true {
            let matches = state.take(limit: 13)
            if matches.isEmpty { break }
            for match in matches { shares[match.worker, default: 0] += 1 }
        }
        #expect(shares.count == 7 && shares.values.allSatisfy { $0 == 142 || $0 == 143 })
    }
}
