import Testing

/// The pool's decisions, driven by hand. Waiters are names; connections are numbered as they are opened.
@Suite struct PoolStateTests {
    @Test func connectionsAreOpenedOneByOneWhenAllAreBusy() {
        let pool = PoolMachine(size: 3)
        #expect(pool.submit("a") == ["connect 1"])
        #expect(pool.submit("b") == [])
        #expect(pool.opened(1) == ["send a on 1", "send b on 1"])
        #expect(pool.submit("c") == ["connect 2", "send c on 1"])
        #expect(pool.submit("d") == ["send d on 1"])
        #expect(pool.opened(2) == [])
        #expect(pool.submit("e") == ["send e on 2"])
        // The third is left for leases.
        #expect(pool.submit("f") == ["send f on 2"])
        #expect(pool.lease("t") == ["connect 3"])
        #expect(pool.opened(3) == ["lease 3 to t"])
    }

    @Test func anIdleConnectionIsKeptForLeases() {
        let pool = PoolMachine(size: 2)
        _ = pool.lease("t")
        #expect(pool.opened(1) == ["lease 1 to t"])
        #expect(pool.submit("a") == ["connect 2"])
        #expect(pool.opened(2) == ["send a on 2"])
        #expect(pool.giveBack(1) == [])
        #expect(pool.submit("b") == ["send b on 2"])
        #expect(pool.lease("u") == ["lease 1 to u"])
    }

    @Test func aFullPoolLeasesTheLeastBusyConnection() {
        let pool = PoolMachine(size: 1)
        _ = pool.submit("a")
        _ = pool.opened(1)
        #expect(pool.lease("t") == ["lease 1 to t"])
        #expect(pool.submit("b") == [])
        #expect(pool.answered(1) == [])
        #expect(pool.giveBack(1) == ["send b on 1"])
    }

    @Test func leasesAreFairAndLeaversAreSkipped() {
        let pool = PoolMachine(size: 1)
        _ = pool.lease("a")
        _ = pool.opened(1)
        for name in ["b", "c", "d"] { #expect(pool.lease(name) == []) }
        #expect(pool.leave("c"))
        #expect(!pool.leave("c"))
        #expect(pool.giveBack(1) == ["lease 1 to b"])
        #expect(pool.giveBack(1) == ["lease 1 to d"])
        #expect(!pool.leave("d"))
    }

    @Test func sharedCallsAreNotStarvedByLeases() {
        let pool = PoolMachine(size: 1)
        _ = pool.lease("a")
        _ = pool.opened(1)
        _ = pool.lease("b")
        _ = pool.submit("x")
        #expect(pool.giveBack(1) == ["send x on 1", "lease 1 to b"])
    }

    @Test func oneConnectionRemainsForSharedCalls() {
        let pool = PoolMachine(size: 2)
        _ = pool.lease("a")
        _ = pool.opened(1)
        #expect(pool.lease("b") == [])
        #expect(pool.submit("x") == ["connect 2"])
        #expect(pool.opened(2) == ["send x on 2"])
        #expect(pool.answered(2) == [])
        #expect(pool.giveBack(1) == ["lease 1 to b"])
    }

    @Test func aFullPipelineMakesCallsWait() {
        let pool = PoolMachine(size: 1, depth: 2)
        _ = pool.submit("a")
        _ = pool.opened(1)
        #expect(pool.submit("b") == ["send b on 1"])
        #expect(pool.submit("c") == [])
        #expect(pool.answered(1, 2) == ["send c on 1"])
    }

    @Test func theQueueIsBounded() {
        let pool = PoolMachine(size: 1, queue: 1)
        _ = pool.submit("a")
        #expect(pool.submit("b") == ["refuse b: queueFull"])
    }

    @Test func attemptsFollowEachOtherAtGrowingIntervals() {
        let pool = PoolMachine(size: 2)
        _ = pool.submit("a")
        #expect(pool.failed(1) == [])
        #expect(pool.wait() == ["connect 2"])
        #expect(pool.now == .milliseconds(50))
        #expect(pool.failed(2) == [])
        #expect(pool.submit("b") == [])
        #expect(pool.wait() == ["connect 3"])
        #expect(pool.now == .milliseconds(150))
        #expect(pool.failed(3, jitter: 0) == [])
        #expect(pool.wait() == ["connect 4"])
        #expect(pool.now == .milliseconds(250))
        #expect(pool.opened(4) == ["send a on 4", "send b on 4"])
        #expect(pool.lost(4) == [])
        #expect(pool.submit("c") == ["connect 5"])
    }

    @Test func waitersAreRefusedWhenTheServerStaysAway() {
        let pool = PoolMachine(size: 2)
        _ = pool.submit("a")
        _ = pool.lease("t")
        var seen: [String] = []
        var attempt: UInt64 = 1
        while pool.now < .seconds(5) {
            _ = pool.failed(attempt)
            attempt += 1
            seen += pool.wait()
        }
        #expect(seen.filter { $0.hasPrefix("refuse") } == ["refuse a: unreachable", "refuse t: unreachable"])
        #expect(pool.now == .seconds(5))
    }

    /// The five seconds count from the outage, not from the beginning of a long wait for a lease.
    @Test func anOutageGivesOldWaitersItsTimeToo() {
        let pool = PoolMachine(size: 1)
        _ = pool.lease("a")
        _ = pool.opened(1)
        pool.now = .seconds(10)
        _ = pool.lease("b")
        pool.now = .seconds(20)
        #expect(pool.lost(1) == ["connect 2"])
        #expect(pool.wait() == ["refuse b: unreachable"])
        #expect(pool.now == .seconds(25))
    }

    @Test func whoWaitsForABusyPoolIsRefusedAfterTheWaitTimeout() {
        let pool = PoolMachine(size: 1)
        _ = pool.lease("a")
        _ = pool.opened(1)
        _ = pool.lease("b")
        #expect(pool.wait() == ["refuse b: exhausted"])
        #expect(pool.now == .seconds(30))
    }

    @Test func aConnectionThatMayBeHitByACancellationIsNotLeased() {
        let pool = PoolMachine(size: 1)
        _ = pool.submit("a")
        _ = pool.opened(1)
        #expect(pool.cancelling(1, true) == [])
        #expect(pool.answered(1) == [])
        #expect(pool.lease("t") == [])
        #expect(pool.cancelling(1, false) == ["lease 1 to t"])
    }

    @Test func shutdownWaitsForWorkUnderWay() {
        let pool = PoolMachine(size: 3)
        _ = pool.submit("a")
        _ = pool.opened(1)
        _ = pool.lease("t")
        _ = pool.opened(2)
        #expect(pool.lease("u") == ["connect 3"])
        #expect(pool.shutDown() == ["refuse u: shutDown"])
        #expect(pool.submit("b") == ["refuse b: shutDown"])
        #expect(pool.answered(1) == ["close 1"])
        #expect(pool.giveBack(2) == ["close 2"])
        #expect(pool.opened(3) == ["close 3", "finished"])
    }
}
