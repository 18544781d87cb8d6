import RedisProjection
import Testing

/// The machine behind a reference, since `#expect` changes nothing.
private final class Breaker {
    private var machine: CircuitBreaker
    init(_ machine: CircuitBreaker) { self.machine = machine }
    var state: CircuitBreaker.State { machine.state }
    func admit(at now: ContinuousClock.Instant, canProbe: Bool) -> CircuitBreaker.Admission {
        machine.admit(at: now, canProbe: canProbe)
    }
    func succeeded(asProbe: Bool) -> Bool { machine.succeeded(asProbe: asProbe) }
    func failed(
        asProbe: Bool, at now: ContinuousClock.Instant, random: Double, isCertain: Bool = false
    ) -> Bool {
        machine.failed(asProbe: asProbe, at: now, random: random, isCertain: isCertain)
    }
    func abandonedProbe(at now: ContinuousClock.Instant) { machine.abandonedProbe(at: now) }
}

@Suite struct CircuitBreakerTests {
    private let start = ContinuousClock.now

    private func opened() -> Breaker {
        let breaker = Breaker(CircuitBreaker(threshold: 3, firstPause: .seconds(1), lastPause: .seconds(4)))
        for failure in 1...3 {
            #expect(breaker.admit(at: start, canProbe: false) == .ask)
            #expect(breaker.failed(asProbe: false, at: start, random: 0) == (failure == 3))
        }
        return breaker
    }

    @Test func opensAfterFailuresInARowOnly() {
        let breaker = Breaker(CircuitBreaker(threshold: 2))
        for _ in 0..<10 {
            #expect(!breaker.failed(asProbe: false, at: start, random: 0))
            #expect(!breaker.succeeded(asProbe: false))
        }
        #expect(breaker.state == .closed(failures: 0))
        #expect(opened().state == .open(until: start + .seconds(1)))
    }

    @Test func whatTheServerSaysItselfIsBelievedAtOnce() {
        let breaker = Breaker(CircuitBreaker(threshold: 3, firstPause: .seconds(1)))
        #expect(breaker.failed(asProbe: false, at: start, random: 0, isCertain: true))
        #expect(breaker.state == .open(until: start + .seconds(1)))
    }

    @Test func whileOpenNobodyAsksAndOnlyWhoCanWaitProbes() {
        let breaker = opened()
        #expect(breaker.admit(at: start + .milliseconds(999), canProbe: true) == .goWithout)
        #expect(breaker.admit(at: start + .seconds(1), canProbe: false) == .goWithout)
        #expect(breaker.admit(at: start + .seconds(1), canProbe: true) == .probe)
        #expect(breaker.admit(at: start + .seconds(1), canProbe: true) == .goWithout)
    }

    @Test func aProbeThatSucceedsClosesItAndALateAnswerDoesNot() {
        let breaker = opened()
        #expect(!breaker.succeeded(asProbe: false))
        #expect(breaker.admit(at: start + .seconds(1), canProbe: true) == .probe)
        #expect(!breaker.succeeded(asProbe: false))
        #expect(breaker.succeeded(asProbe: true))
        #expect(breaker.admit(at: start, canProbe: false) == .ask)
    }

    @Test func pausesDoubleUpToTheLastOneAndBeginAnewAfterSuccess() {
        let breaker = opened()
        var now = start + .seconds(1)
        for pause in [2, 4, 4, 4] {
            #expect(breaker.admit(at: now, canProbe: true) == .probe)
            #expect(!breaker.failed(asProbe: true, at: now, random: 0))
            #expect(breaker.state == .open(until: now + .seconds(pause)))
            now += .seconds(pause)
        }
        _ = breaker.admit(at: now, canProbe: true)
        #expect(breaker.succeeded(asProbe: true))
        for _ in 0..<3 { _ = breaker.failed(asProbe: false, at: now, random: 1) }
        // Jitter takes half of the pause at most.
        #expect(breaker.state == .open(until: now + .milliseconds(500)))
    }

    @Test func aProbeWithoutOutcomeDoesNotBlockTheNext() {
        let breaker = opened()
        let later = start + .seconds(1)
        #expect(breaker.admit(at: later, canProbe: true) == .probe)
        breaker.abandonedProbe(at: later)
        #expect(breaker.admit(at: later, canProbe: true) == .probe)
        // Not even one that never says anything.
        #expect(breaker.admit(at: later + .seconds(4), canProbe: true) == .probe)
    }
}
