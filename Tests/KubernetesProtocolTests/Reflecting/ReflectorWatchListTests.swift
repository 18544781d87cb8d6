import KubernetesProtocol
import Testing

@Suite struct ReflectorWatchListTests {
    let open = "watch rv= seconds=300 initial=true match=NotOlderThan idle 305.0 seconds"

    @Test("the state is complete at its bookmark, and the same stream goes on")
    func oneStream() {
        var driver = MachineDriver(watchList: true)
        #expect(driver.feed(.start) == ["drop", open])
        #expect(driver.feed(.watchOpened) == [])
        #expect(
            driver.feed(.events([.added(object("b", "90")), .added(object("a", "50"))])) == ["stage +b +a"])
        #expect(driver.feed(.events([bookmark("95")])) == [], "an ordinary bookmark completes nothing")
        #expect(!driver.machine.isSynced && driver.machine.resourceVersion.isUnset)
        let batch: [WatchEvent] = [
            .deleted(object("a", "99")), bookmark("100", end: true), .modified(object("b", "101")),
        ]
        #expect(driver.feed(.events(batch)) == ["stage -a", "commit", "at 100", "apply +b", "at 101"])
        #expect(driver.machine.isSynced && driver.machine.condition == .current)
        #expect(
            driver.feed(.watchEnded(nil)) == ["watch rv=101 seconds=300 idle 305.0 seconds"],
            "a watch that is resumed does not ask for the state again")
    }

    @Test(
        "bug 25: where WatchList is refused the state is listed at once",
        arguments: [400, 403, 405, 406, 415, 422, 501])
    func refused(code: Int) {
        var driver = MachineDriver(watchList: true)
        _ = driver.feed(.start)
        #expect(driver.feed(.requestFailed(failure(code))) == ["drop", "list limit=500"])
        #expect(driver.feed(.page(page("7", ["a"]))).last?.hasPrefix("watch rv=7") == true)
    }

    @Test(
        "any other error leads to a list after a wait, never to half a state",
        arguments: [
            failure(500), failure(429), .transport("reset"), .malformed("x"),
        ])
    func broken(failure: ReflectorFailure) {
        var driver = MachineDriver(watchList: true)
        _ = driver.feed(.start)
        _ = driver.feed(.watchOpened)
        _ = driver.feed(.events([.added(object("a", "90"))]))
        #expect(driver.feed(.watchEnded(failure)) == [])
        #expect(driver.sleep().1 == ["drop", "list limit=500"])
    }

    @Test("versions of the initial state are no point to resume at")
    func initialVersionsAreNotKept() {
        var driver = MachineDriver(watchList: true)
        _ = driver.feed(.start)
        _ = driver.feed(.events([.added(object("a", "90")), bookmark("95")]))
        #expect(driver.machine.resourceVersion.isUnset)
        #expect(driver.feed(.watchEnded(nil)) == ["drop", "list limit=500"], "it ended before the state did")
    }

    @Test("bug 26: a bookmark that is late is warned about once, and not waited for for ever")
    func lateBookmark() {
        var driver = MachineDriver(watchList: true)
        _ = driver.feed(.start)
        _ = driver.feed(.watchOpened)
        driver.now += .seconds(9)
        #expect(driver.feedAll(.timer) == [])
        driver.now += .seconds(1)
        #expect(driver.feedAll(.timer).filter { $0.contains("is late") }.count == 1)
        driver.now += .seconds(5)
        #expect(driver.feedAll(.timer) == [])
        // Objects keep coming: patience begins again, the warning does not.
        #expect(driver.feedAll(.events([.added(object("a", "5"))])) == ["stage +a"])
        driver.now += .seconds(29)
        #expect(driver.feedAll(.timer) == [])
        _ = driver.feed(.events([bookmark("9")]))
        driver.now += .seconds(1)
        #expect(driver.feed(.timer) == ["close", "drop", "list limit=500"])
    }

    @Test("a missing resource is found out through WatchList, too")
    func missing() {
        var driver = MachineDriver(watchList: true)
        _ = driver.feed(.start)
        #expect(driver.feed(.requestFailed(failure(404))) == ["drop"])
        #expect(driver.machine.condition == .resourceMissing)
    }

    @Test("a second run with a store that is already filled lists, so that older state is noticed")
    func secondRun() {
        var driver = MachineDriver(watchList: true)
        driver.machine = ReflectorMachine(driver.machine.configuration, seen: ResourceVersion("50"))
        #expect(driver.feed(.start) == ["drop", "list limit=500 rv=50 match=NotOlderThan"])
    }
}
