import KubernetesProtocol
import Testing

@Suite struct ReflectorConditionTests {
    @Test(
        "bugs 36, 37: a definition that is missing is a state of its own and never an empty list",
        arguments: [
            failure(404), failure(404, "NotFound", details: StatusDetails()),
            failure(404, "NotFound", details: StatusDetails(name: "queues")),
        ])
    func resourceMissing(failure: ReflectorFailure) {
        var driver = MachineDriver.watching()
        _ = driver.endInOrder()
        let actions = driver.feedAll(.requestFailed(failure))
        #expect(actions.first == "drop" && actions.count == 2 && actions.last?.contains("not served") == true)
        #expect(driver.machine.condition == .resourceMissing && driver.machine.isSynced)
        for _ in 0..<10 {
            let (wait, retry) = driver.sleep()
            #expect(retry == ["drop", "list limit=500"] && wait <= .seconds(30))
            #expect(driver.feedAll(.requestFailed(failure)) == ["drop"], "said once, and nothing committed")
        }
        _ = driver.sleep()
        let back = driver.feedAll(.page(page("500", ["a"])))
        #expect(back.contains("commit") && back.contains { $0.contains("complete and followed") })
        #expect(driver.machine.condition == .current)
    }

    @Test("missing from the start: not in step, however long it takes")
    func missingAtStart() {
        var driver = MachineDriver()
        _ = driver.feed(.start)
        for _ in 0..<5 {
            #expect(driver.feed(.requestFailed(failure(404))) == ["drop"])
            #expect(driver.machine.condition == .resourceMissing && !driver.machine.isSynced)
            _ = driver.sleep()
        }
    }

    @Test("missing rights are a state of their own, at the list and at the watch")
    func forbidden() {
        var listing = MachineDriver()
        _ = listing.feed(.start)
        #expect(listing.feed(.requestFailed(failure(403, "Forbidden", message: "no"))) == ["drop"])
        #expect(listing.machine.condition == .forbidden && !listing.machine.isSynced)
        #expect(listing.machine.lastError?.hasPrefix("no") == true)
        #expect(listing.sleep().1 == ["drop", "list limit=500"])

        var watching = MachineDriver.watching()
        _ = watching.endInOrder()
        #expect(watching.feed(.requestFailed(failure(403))) == ["drop"])
        #expect(watching.machine.condition == .forbidden && watching.machine.isSynced)
        #expect(watching.sleep().1.first?.hasPrefix("watch rv=100") == true)
        _ = watching.feed(.watchOpened)
        #expect(watching.machine.condition == .current)
    }

    @Test("waits double from 800 ms to 30 s and are up to twice as long at random")
    func backoff() {
        var driver = MachineDriver.watching()
        var waits: [Duration] = []
        for _ in 0..<8 {
            driver.random = 0
            _ = driver.feed(.watchEnded(.transport("x")))
            _ = driver.feed(.requestFailed(.transport("x")))
            waits.append(driver.sleep().0)
        }
        #expect(waits == [800, 1600, 3200, 6400, 12800, 25600, 30000, 30000].map(Duration.milliseconds))
        driver.random = 1
        _ = driver.feed(.requestFailed(.transport("x")))
        #expect(driver.sleep().0 == .seconds(60))
    }

    @Test("two minutes without a failure make the next one the first again")
    func backoffReset() {
        var driver = MachineDriver.watching()
        for _ in 0..<5 {
            _ = driver.feed(.watchEnded(.transport("x")))
            _ = driver.sleep()
        }
        _ = driver.feed(.watchOpened)
        driver.now += .seconds(119)
        _ = driver.feed(.watchEnded(.transport("x")))
        #expect(driver.sleep().0 == .milliseconds(25_600))
        _ = driver.feed(.watchOpened)
        driver.now += .seconds(120)
        _ = driver.feed(.watchEnded(.transport("x")))
        #expect(driver.sleep().0 == .milliseconds(800))
    }

    @Test("an unreachable server at the start shows, and is tried again")
    func unreachable() {
        var driver = MachineDriver(watchList: true)
        _ = driver.feed(.start)
        _ = driver.feed(.requestFailed(.transport("connection refused")))
        #expect(driver.machine.condition == .failing && driver.machine.lastError == "connection refused")
        #expect(driver.sleep().1 == ["drop", "list limit=500"])
        _ = driver.feed(.page(page("1", [])))
        #expect(driver.machine.condition == .current)
    }

    @Test("bug 14: 2.5 minutes of silence lead to a probe, and a probe that fails to a new watch")
    func suspect() {
        var driver = MachineDriver.watching()
        #expect(driver.pass(.seconds(149)) == [])
        #expect(driver.pass(.seconds(1)) == ["probe limit=1"])
        #expect(driver.pass(.seconds(1)) == [], "one probe at a time")
        #expect(driver.feed(.probeFailed(.transport("timed out"))) == ["close"])
        #expect(driver.machine.condition == .failing)
        #expect(driver.sleep().1.first?.hasPrefix("watch rv=100") == true)
    }

    @Test("a server whose history ends before ours is listed anew")
    func historyRewound() {
        var driver = MachineDriver.watching()
        #expect(driver.pass(.seconds(150)) == ["probe limit=1"])
        let actions = driver.feed(.probeSucceeded(ResourceVersion("99")))
        #expect(actions.first == "close")
        #expect(actions.last?.hasPrefix("list ") == true)
    }

    @Test("a server that answers probes but sends nothing gets a new watch at the second one")
    func quietServer() {
        var driver = MachineDriver.watching()
        #expect(driver.pass(.seconds(150)) == ["probe limit=1"])
        #expect(driver.feed(.probeSucceeded(ResourceVersion("100"))) == [])
        #expect(driver.pass(.seconds(150)) == ["probe limit=1"])
        #expect(
            driver.feed(.probeSucceeded(ResourceVersion("100"))) == [
                "close", "watch rv=100 seconds=300 idle 305.0 seconds",
            ])
        _ = driver.feed(.watchOpened)
        _ = driver.pass(.seconds(150))
        _ = driver.feed(.probeSucceeded(ResourceVersion("100")))
        _ = driver.feed(.events([bookmark("101")]))
        _ = driver.pass(.seconds(150))
        #expect(
            driver.feed(.probeSucceeded(ResourceVersion("101"))) == [], "a bookmark came between the two")
    }

    @Test("bug 27: a watch that is accepted by nobody is suspected, too, and so is a probe")
    func neverOpened() {
        var driver = MachineDriver()
        _ = driver.feed(.start)
        _ = driver.feed(.page(page("100", [])))
        #expect(driver.pass(.seconds(150)) == ["probe limit=1"])
        #expect(driver.pass(.seconds(150)) == ["close"])
        #expect(driver.sleep().1.first?.hasPrefix("watch rv=100") == true)
    }

    @Test("all objects are handed out again at intervals, but not before there are any")
    func resync() {
        var driver = MachineDriver { $0.resyncInterval = .seconds(60) }
        _ = driver.feed(.start)
        #expect(driver.machine.nextWake == nil)
        _ = driver.feed(.page(page("100", ["a"])))
        _ = driver.feed(.watchOpened)
        #expect(driver.pass(.seconds(59)) == [])
        #expect(driver.pass(.seconds(1)) == ["resync"])
        let (wait, actions) = driver.sleep()
        #expect(wait == .seconds(60) && actions == ["resync"])
    }
}
