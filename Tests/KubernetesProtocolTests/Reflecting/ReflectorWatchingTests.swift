import KubernetesProtocol
import Testing

@Suite struct ReflectorWatchingTests {
    @Test func eventsAndBookmarksMoveThePointToResumeAt() {
        var driver = MachineDriver.watching()
        let events: [WatchEvent] = [
            .added(object("b", "101")), .modified(object("a", "102")), .deleted(object("b", "103")),
        ]
        #expect(driver.feed(.events(events)) == ["apply +b +a -b", "at 103"])
        #expect(driver.feed(.events([bookmark("140")])) == ["at 140"], "a bookmark never touches the store")
        #expect(driver.feed(.watchEnded(nil)) == ["watch rv=140 seconds=300 idle 305.0 seconds"])
    }

    @Test("the length of a watch is chosen at random, and the connection may be silent 5 s longer")
    func timeouts() {
        for (random, seconds) in [(0.0, 300), (0.5, 450), (1.0, 600), (7.0, 600), (-1.0, 300)] {
            var driver = MachineDriver()
            driver.random = random
            _ = driver.feed(.start)
            let watch = driver.feed(.page(page("1", []))).last
            #expect(watch == "watch rv=1 seconds=\(seconds) idle \(Double(seconds + 5)) seconds")
        }
    }

    @Test("an orderly end is no failure: the next watch begins at once")
    func orderlyEnd() {
        var driver = MachineDriver.watching()
        for _ in 0..<20 {
            driver.now += .seconds(2)
            #expect(driver.feed(.watchEnded(nil)).first?.hasPrefix("watch rv=100") == true)
            #expect(driver.feed(.watchOpened) == [])
        }
        #expect(driver.machine.failures == 0 && driver.machine.condition == .current)
    }

    @Test("a watch of under a second that brings nothing is a failure to back off from")
    func veryShortWatches() {
        var driver = MachineDriver.watching()
        var waits: [Duration] = []
        for _ in 0..<3 {
            driver.now += .milliseconds(900)
            #expect(driver.feed(.watchEnded(nil)) == [])
            waits.append(driver.sleep().0)
            _ = driver.feed(.watchOpened)
        }
        #expect(waits == [.milliseconds(800), .milliseconds(1600), .milliseconds(3200)])
        _ = driver.feed(.events([bookmark("150")]))
        #expect(driver.feed(.watchEnded(nil)).first?.hasPrefix("watch rv=150") == true, "it said something")
    }

    @Test(
        "bug 15: expired, under both reasons and as HTTP status, leads to a list at the last version",
        arguments: [failure(410, "Expired"), failure(410, "Gone"), failure(0, "Expired")])
    func expired(failure: ReflectorFailure) {
        let relist = ["drop", "list limit=500 rv=100 match=NotOlderThan"]
        var inStream = MachineDriver.watching()
        #expect(
            inStream.feed(.events([.failure(failure.status ?? APIStatus(code: 0))])) == ["close"] + relist)
        var atOpening = MachineDriver.watching()
        _ = atOpening.endInOrder()
        #expect(atOpening.feed(.requestFailed(failure)) == relist)
    }

    @Test("events before the ERROR in one batch count, those after it do not")
    func failureInABatch() {
        var driver = MachineDriver.watching()
        let expired = APIStatus(code: 410, reason: "Expired")
        let events: [WatchEvent] = [
            .added(object("b", "101")), .failure(expired), .added(object("c", "102")),
        ]
        #expect(
            driver.feed(.events(events))
                == ["apply +b", "at 101", "close", "drop", "list limit=500 rv=101 match=NotOlderThan"])
    }

    @Test("bug 18: a compaction storm is not answered with a storm of lists")
    func compactionStorm() {
        var driver = MachineDriver.watching()
        var waits: [Duration] = []
        for round in 0..<9 {
            let actions = driver.feed(.watchEnded(failure(410, "Expired")))
            if actions.isEmpty { waits.append(driver.sleep().0) } else { waits.append(.zero) }
            _ = driver.feed(.page(page("\(200 + round)", ["a"])))
            _ = driver.feed(.watchOpened)
        }
        #expect(
            waits == [0, 1600, 3200, 6400, 12800, 25600, 30000, 30000, 30000].map(Duration.milliseconds))
    }

    @Test(
        "bug 19: 429 and refused connections keep the version and wait as long as asked",
        arguments: [
            (
                failure(429, "TooManyRequests", details: StatusDetails(retryAfterSeconds: 7)),
                Duration.seconds(7)
            ),
            (failure(429), .milliseconds(800)), (.transport("connection refused"), .milliseconds(800)),
            (failure(503, "ServiceUnavailable"), .milliseconds(800)), (failure(502), .milliseconds(800)),
            (failure(504, "Timeout"), .milliseconds(800)), (failure(401), .milliseconds(800)),
            (failure(429, details: StatusDetails(retryAfterSeconds: 86_400)), .seconds(300)),
            (failure(429, details: StatusDetails(retryAfterSeconds: -5)), .milliseconds(800)),
        ])
    func keepsTheVersion(failure: ReflectorFailure, expected: Duration) {
        for atOpening in [true, false] {
            var driver = MachineDriver.watching()
            if atOpening { _ = driver.endInOrder() }
            _ = driver.feed(atOpening ? .requestFailed(failure) : .watchEnded(failure))
            #expect(driver.machine.condition == .failing)
            let (wait, actions) = driver.sleep()
            #expect(wait == expected && actions.first?.hasPrefix("watch rv=100") == true)
        }
    }

    @Test("bug 14, 20: a lost or silent stream is followed by a watch at the same version")
    func lostConnection() {
        var driver = MachineDriver.watching()
        _ = driver.feed(.events([.added(object("b", "105"))]))
        #expect(driver.feed(.watchEnded(.transport("GOAWAY"))) == [])
        #expect(driver.sleep().1.first?.hasPrefix("watch rv=105") == true)
    }

    @Test(
        "what cannot be retried as it is leads to a list",
        arguments: [
            failure(500, "InternalError"), failure(0), .malformed("a line of 20 MiB"), failure(400),
        ])
    func relists(failure: ReflectorFailure) {
        var driver = MachineDriver.watching()
        #expect(driver.feed(.watchEnded(failure)) == [])
        #expect(driver.sleep().1 == ["drop", "list limit=500 rv=100 match=NotOlderThan"])
    }

    @Test("bug 4: a version that is too large for this server leads to a list of the most recent state")
    func tooLarge() {
        var driver = MachineDriver.watching()
        let details = StatusDetails(causes: [StatusCause(reason: "ResourceVersionTooLarge")])
        _ = driver.feed(.watchEnded(failure(504, "Timeout", details: details)))
        #expect(driver.sleep().1 == ["drop", "list limit=500"])
    }

    @Test("unknown types and other kinds are noted and left alone")
    func oddEvents() {
        var driver = MachineDriver.watching()
        let events: [WatchEvent] = [
            .unknown(type: "SHOUTED"), .added(object("p", "900", kind: "Pod")), .added(object("x", "")),
            .added(object("b", "101")),
        ]
        let actions = driver.feedAll(.events(events))
        #expect(actions.filter { $0.hasPrefix("note skipped") }.count == 3)
        #expect(actions.filter { !$0.hasPrefix("note") } == ["apply +b", "at 101"])
    }

    @Test("the point to resume at never goes back")
    func neverBack() {
        var driver = MachineDriver.watching()
        #expect(
            driver.feed(.events([.added(object("b", "110")), bookmark("105")])) == ["apply +b", "at 110"])
        #expect(driver.feed(.events([bookmark("90")])) == [])
        #expect(driver.machine.resourceVersion == ResourceVersion("110"))
    }

    @Test("late answers to what was given up change nothing")
    func lateInputs() {
        var driver = MachineDriver.watching()
        #expect(driver.feed(.page(page("999", ["z"]))) == [])
        #expect(driver.feed(.start) == [])
        #expect(driver.feed(.probeFailed(.transport("x"))) == [])
        _ = driver.feed(.watchEnded(.transport("x")))
        #expect(driver.feed(.events([.added(object("z", "999"))])) == [])
        #expect(driver.feed(.watchOpened) == [])
        #expect(driver.machine.resourceVersion == ResourceVersion("100"))
    }
}
