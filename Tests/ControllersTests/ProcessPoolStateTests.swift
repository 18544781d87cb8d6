import Controllers
import Testing

@Suite struct ProcessPoolStateTests {
    typealias Action = ProcessPoolState.Action
    let start = ContinuousClock.now
    let template = ProcessPoolTemplate(pool: "p", queues: ["emails"], concurrency: 2)
    let other = ProcessPoolTemplate(pool: "p", queues: ["emails", "reports"], concurrency: 2)
    var state: ProcessPoolState

    init() {
        state = ProcessPoolState(target: Self.target(template, 0), random: { 0 })
    }

    @Test mutating func startsAllWorkersAtOnce() {
        #expect(update(template, 3) == [.start(1, template), .start(2, template), .start(3, template)])
        for id in 1...3 { #expect(state.started(id, at: at(0)).isEmpty) }
        #expect(status(at: 0).ready == 0)
        #expect(state.nextDeadline == at(1))
        #expect(state.timePassed(at: at(1)).isEmpty)
        #expect(status(at: 1).isSettled)
        #expect(state.nextDeadline == nil)
        #expect(update(template, 3, at: 2).isEmpty)
    }

    @Test mutating func scalesUpAndDown() {
        run(replicas: 3)
        #expect(update(template, 1, at: 10) == [.terminate(2), .terminate(3)])
        #expect(status(at: 10).stopping == 2)
        #expect(state.exited(3, reason: "exit status 0", at: at(11)).isEmpty)
        #expect(state.exited(2, reason: "exit status 0", at: at(12)).isEmpty)
        #expect(status(at: 12).isSettled)
        #expect(status(at: 12).failures == 0)
        #expect(update(template, 2, at: 13) == [.start(4, template)])
    }

    @Test mutating func killsWhatOutlastsItsGracePeriod() {
        run(replicas: 1)
        #expect(update(template, 0, at: 10) == [.terminate(1)])
        #expect(state.nextDeadline == at(45))
        #expect(state.timePassed(at: at(44)).isEmpty)
        #expect(state.timePassed(at: at(45)) == [.kill(1)])
        #expect(state.nextDeadline == nil)
        #expect(state.timePassed(at: at(99)).isEmpty)
    }

    @Test mutating func aDrainedPoolStopsAndComesBack() {
        run(replicas: 2)
        #expect(update(template, 0, at: 10) == [.terminate(1), .terminate(2)])
        // Work goes on at once, without waiting for those that still finish theirs.
        #expect(update(template, 2, at: 11) == [.start(3, template), .start(4, template)])
    }

    @Test mutating func backsOffFromOneSecondToThirty() {
        _ = update(template, 1)
        var now = 0.0
        for (id, delay) in [1.0, 2, 4, 8, 16, 30, 30].enumerated() {
            #expect(state.started(id + 1, at: at(now)).isEmpty)
            #expect(state.exited(id + 1, reason: "exit status 1", at: at(now)).isEmpty)
            #expect(state.nextDeadline == at(now + delay))
            #expect(state.timePassed(at: at(now + delay - 0.1)).isEmpty)
            now += delay
            #expect(state.timePassed(at: at(now)) == [.start(id + 2, template)])
        }
        #expect(status(at: now).failures == 7)
        #expect(status(at: now).lastFailure == "exit status 1")
    }

    @Test mutating func aMinuteOfHealthMakesAFailureTheFirstAgain() {
        _ = update(template, 1)
        for id in 1...4 {
            _ = state.started(id, at: at(Double(id) * 100))
            _ = state.exited(id, reason: "x", at: at(Double(id) * 100))
            _ = state.timePassed(at: at(Double(id) * 100 + 50))
        }
        _ = state.started(5, at: at(1000))
        #expect(state.exited(5, reason: "x", at: at(1060)).isEmpty)
        #expect(state.timePassed(at: at(1061)) == [.start(6, template)])
    }

    @Test mutating func workersThatFailTogetherCountOnce() {
        run(replicas: 4)
        for id in 1...4 { #expect(state.exited(id, reason: "x", at: at(10)).isEmpty) }
        #expect(state.timePassed(at: at(11)).count == 4)
    }

    @Test mutating func jitterLengthensTheDelay() {
        state = ProcessPoolState(target: Self.target(template, 0), random: { 0.5 })
        _ = update(template, 1)
        _ = state.failedToStart(1, reason: "no such file", at: at(0))
        #expect(state.timePassed(at: at(1.09)).isEmpty)
        #expect(state.timePassed(at: at(1.11)).count == 1)
    }

    @Test mutating func replacesWorkersOneByOne() {
        run(replicas: 2)
        #expect(update(other, 2, at: 10) == [.start(3, other)])
        #expect(state.started(3, at: at(10)).isEmpty)
        #expect(state.timePassed(at: at(11)) == [.terminate(1), .start(4, other)])
        #expect(status(at: 11).ready == 2)
        #expect(state.started(4, at: at(11)).isEmpty)
        #expect(state.timePassed(at: at(12)) == [.terminate(2)])
        #expect(status(at: 12).updated == 2)
        _ = state.exited(1, reason: "exit status 0", at: at(13))
        _ = state.exited(2, reason: "exit status 0", at: at(13))
        #expect(status(at: 13).isSettled)
    }

    @Test mutating func aTemplateThatFailsLeavesTheOldWorkersInPlace() {
        run(replicas: 2)
        _ = update(other, 2, at: 10)
        for id in 3...8 {
            _ = state.started(id, at: at(Double(id) * 100))
            #expect(state.exited(id, reason: "exit status 1", at: at(Double(id) * 100)).isEmpty)
            #expect(state.timePassed(at: at(Double(id) * 100 + 50)) == [.start(id + 1, other)])
        }
        #expect(status(at: 900).ready == 2)
        #expect(status(at: 900).updated == 0)
    }

    @Test mutating func aMendedTemplateIsTriedAtOnce() {
        _ = update(template, 1)
        _ = state.failedToStart(1, reason: "x", at: at(0))
        #expect(update(other, 1, at: 0.1) == [.start(2, other)])
    }

    @Test mutating func aWorkerToldToStopBeforeItRanIsStoppedWhenItDoes() {
        _ = update(template, 1)
        #expect(update(template, 0, at: 1).isEmpty)
        #expect(state.started(1, at: at(2)) == [.terminate(1)])
        #expect(state.exited(1, reason: "killed by signal 15", at: at(3)).isEmpty)
        #expect(status(at: 3).failures == 0)
    }

    @Test mutating func isOverWhenShutDownAndEmpty() {
        run(replicas: 1)
        #expect(state.shutDown(at: at(10)) == [.terminate(1)])
        #expect(!state.isOver)
        _ = state.exited(1, reason: "exit status 0", at: at(11))
        #expect(state.isOver)
    }

    /// Whatever happens in whatever order, the pool ends up as declared, and never has more than one worker
    /// too many.
    @Test(arguments: 0..<200) mutating func settlesAfterAnyHistory(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var alive: Set<Int> = []
        var starting: Set<Int> = []
        var stopping: Set<Int> = []
        var replicas = 0
        var now = 0.0
        func note(_ actions: [Action]) {
            for action in actions {
                switch action {
                case .start(let id, _): starting.insert(id)
                case .terminate(let id): stopping.insert(id)
                case .kill(let id): stopping.insert(id)
                }
            }
        }
        for round in 0..<300 {
            now += Double.random(in: 0..<3, using: &random)
            let isQuiet = round > 200
            switch isQuiet ? Int.random(in: 2..<5, using: &random) : Int.random(in: 0..<6, using: &random) {
            case 0:
                replicas = Int.random(in: 0..<5, using: &random)
                note(update(Bool.random(using: &random) ? template : other, replicas, at: now))
            case 1:
                if let id = alive.randomElement(using: &random) {
                    alive.remove(id)
                    note(state.exited(id, reason: "x", at: at(now)))
                }
            case 2:
                if let id = starting.sorted().first {
                    starting.remove(id)
                    alive.insert(id)
                    note(state.started(id, at: at(now)))
                }
            case 3:
                if let id = stopping.intersection(alive).sorted().first {
                    alive.remove(id)
                    note(state.exited(id, reason: "exit status 0", at: at(now)))
                }
            default: note(state.timePassed(at: at(now)))
            }
            let status = status(at: now)
            #expect(status.ready <= max(replicas + 1, status.ready - status.stopping))
        }
        now += 100
        for _ in 0..<40 {
            now += 5
            note(state.timePassed(at: at(now)))
            for id in starting { note(state.started(id, at: at(now))) }
            alive.formUnion(starting)
            starting = []
            for id in stopping.intersection(alive) {
                note(state.exited(id, reason: "exit status 0", at: at(now)))
            }
            alive.subtract(stopping)
        }
        #expect(status(at: now).isSettled)
        #expect(alive.count == replicas)
    }

    private mutating func run(replicas: Int) {
        for case .start(let id, _) in update(template, replicas) { _ = state.started(id, at: at(0)) }
        _ = state.timePassed(at: at(5))
    }

    private mutating func update(_ template: ProcessPoolTemplate, _ replicas: Int, at seconds: Double = 0)
        -> [Action]
    {
        state.update(Self.target(template, replicas), at: at(seconds))
    }

    private func status(at seconds: Double) -> ProcessPoolStatus { state.status(at: at(seconds)) }

    private func at(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    private static func target(_ template: ProcessPoolTemplate, _ replicas: Int) -> ProcessPoolTarget {
        ProcessPoolTarget(template: template, replicas: replicas, gracePeriod: .seconds(30))
    }
}

/// Equal numbers for equal seeds (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
