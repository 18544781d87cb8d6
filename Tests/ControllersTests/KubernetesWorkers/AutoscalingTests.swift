import Testing

@testable import Controllers

@Suite struct AutoscalingTests {
    static func target(
        min: Int = 1, max: Int = 10, backlog: Int? = nil, latency: Duration? = nil, concurrency: Int = 4
    ) -> Autoscaling.Target {
        Autoscaling.Target(
            min: min, max: max, backlogPerWorker: backlog, startLatency: latency,
            scaleDownDelay: .seconds(300),
            concurrency: concurrency)
    }

    static func load(_ ready: Int64, held: Int64 = 0, rate: Double = 0) -> Autoscaling.Load {
        Autoscaling.Load(ready: ready, held: held, finishRate: rate)
    }

    @Test func backlogAsksForWorkersAtOnce() {
        var scaler = Autoscaling(current: 1, now: .zero)
        #expect(scaler.workers(Self.target(backlog: 10), Self.load(41), now: .seconds(1)) == 5)
    }

    @Test func neverBeyondTheBounds() {
        var scaler = Autoscaling(current: 3, now: .zero)
        #expect(
            scaler.workers(Self.target(min: 2, max: 4, backlog: 1), Self.load(1000), now: .seconds(1)) == 4)
        #expect(
            scaler.workers(Self.target(min: 2, max: 4, backlog: 1), Self.load(0), now: .seconds(900)) == 2)
    }

    @Test func idlePoolMayGoToZero() {
        var scaler = Autoscaling(current: 1, now: .zero)
        #expect(scaler.workers(Self.target(min: 0, backlog: 1), Self.load(0), now: .seconds(301)) == 0)
        #expect(scaler.workers(Self.target(min: 0, backlog: 100), Self.load(1), now: .seconds(302)) == 1)
    }

    @Test func fallingLoadIsFollowedAfterTheDelayOnly() {
        var scaler = Autoscaling(current: 1, now: .zero)
        let target = Self.target(backlog: 10)
        #expect(scaler.workers(target, Self.load(80), now: .seconds(10)) == 8)
        #expect(scaler.workers(target, Self.load(30), now: .seconds(20)) == 8)
        #expect(scaler.workers(target, Self.load(0), now: .seconds(309)) == 8)
        // The need of 8 is over; that of 3 is not yet.
        #expect(scaler.workers(target, Self.load(0), now: .seconds(311)) == 3)
        #expect(scaler.workers(target, Self.load(0), now: .seconds(321)) == 1)
    }

    @Test func restartTakesNoWorkersAway() {
        var scaler = Autoscaling(current: 7, now: .seconds(1000))
        #expect(scaler.workers(Self.target(backlog: 10), Self.load(0), now: .seconds(1001)) == 7)
        #expect(scaler.workers(Self.target(backlog: 10), Self.load(0), now: .seconds(1300)) == 1)
    }

    @Test func busyWorkersAreNeeded() {
        var scaler = Autoscaling(current: 0, now: .zero)
        #expect(
            scaler.workers(Self.target(backlog: 10, concurrency: 4), Self.load(0, held: 9), now: .seconds(1))
                == 3)
    }

    @Test func latencyTargetCountsWhatAWorkerDoesInASecond() {
        var scaler = Autoscaling(current: 0, now: .zero)
        // Two busy workers end 10 jobs a second, five each. 100 wait and shall start within 10 s: 10 more a second.
        let target = Self.target(latency: .seconds(10), concurrency: 4)
        #expect(scaler.workers(target, Self.load(100, held: 8, rate: 10), now: .seconds(1)) == 4)
    }

    @Test func unknownSpeedDoubles() {
        var scaler = Autoscaling(current: 0, now: .zero)
        let target = Self.target(latency: .seconds(1), concurrency: 4)
        #expect(scaler.workers(target, Self.load(5, held: 8), now: .seconds(1)) == 4)
    }
}
