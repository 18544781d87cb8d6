import Testing

@testable import WorkerRuntime

@Suite struct ServerAddressTests {
    @Test(arguments: [
        ("localhost", "localhost:50051"), ("jq-server:7000", "jq-server:7000"),
        ("10.0.0.1:80", "10.0.0.1:80"),
        ("[::1]:7000", "[::1]:7000"), ("::1", "[::1]:50051"), ("http://jq:7000", "jq:7000"),
        ("unix:/run/jq.sock", "unix:/run/jq.sock"),
    ])
    func anAddressIsRead(_ text: String, _ expected: String) {
        #expect(ServerAddress(text)?.description == expected)
    }

    @Test(arguments: [
        "", ":80", "host:", "host:0", "host:65536", "host:x", "unix:relative", "a b", "[::1", "a/b",
    ])
    func whatIsNoAddressIsRefused(_ text: String) {
        #expect(ServerAddress(text) == nil)
    }
}

@Suite struct WorkerIDTests {
    @Test func freshIDsDiffer() {
        #expect(WorkerID.fresh() != WorkerID.fresh())
        #expect(WorkerID.fresh().text.count == 36)
    }

    @Test func aUUIDStaysAndANameBecomesAlwaysTheSameOne() {
        let id = "0190d3c0-7d6f-7c3e-9f00-0000000000AB"
        #expect(WorkerID.named(id).text == id.lowercased())
        #expect(WorkerID.named("jq-worker-abc12") == WorkerID.named("jq-worker-abc12"))
        #expect(WorkerID.named("jq-worker-abc12") != WorkerID.named("jq-worker-abc13"))
        let text = Array(WorkerID.named("jq-worker-abc12").text)
        #expect(text[14] == "8")
        #expect("89ab".contains(text[19]))
    }
}

@Suite struct ReconnectDelayTests {
    @Test func itDoublesUpToFiveSeconds() {
        var delay = ReconnectDelay()
        let longest = (0..<10).map { _ in delay.next(random: 1) }
        #expect(longest.first == .milliseconds(100))
        #expect(longest[3] == .milliseconds(800))
        #expect(longest.last == .seconds(5))
        delay.reset()
        #expect(delay.next(random: 0) == .milliseconds(50))
    }
}

@Suite(.timeLimit(.minutes(1))) struct WakeUpTests {
    @Test func aRingBeforeTheWaitIsHeard() async {
        let bell = WakeUp()
        bell.ring()
        bell.ring()
        await bell.wait()
    }

    @Test func cancellingEndsTheWaitAndTheBellStillWorks() async {
        let bell = WakeUp()
        let waiter = Task { await bell.wait() }
        waiter.cancel()
        await waiter.value
        let next = Task { await bell.wait() }
        bell.ring()
        await next.value
    }

    @Test func aNewWaiterReleasesTheOneBefore() async {
        let bell = WakeUp()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { await bell.wait() } }
            for _ in 0..<19 { await group.next() }
            bell.ring()
            await group.next()
        }
    }
}
