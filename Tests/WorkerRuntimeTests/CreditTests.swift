import JobQueueProto
import Testing

@testable import WorkerRuntime

@Suite struct CreditTests {
    @Test func helloComesFirstAndCreditsOnlyAfterTheWelcome() throws {
        let harness = SessionHarness(concurrency: 4)
        harness.generation = harness.session.connecting(to: "jq:1", now: harness.now)
        let first = try #require(harness.outgoing())
        #expect(first.count == 1)
        #expect(first.first?.hello.concurrency == 4)
        #expect(first.first?.hello.pool == "general")
        #expect(harness.outgoing() == [])
        harness.receive(.welcome(Jq_V1_Welcome()))
        #expect(harness.outgoing()?.credits == 4)
        #expect(harness.outgoing()?.credits == 0)
    }

    @Test func aFreeSlotIsOfferedAgainWithTheResultThatFreedIt() throws {
        let harness = SessionHarness.running(concurrency: 2)
        harness.assign(assignment("a"), assignment("b"))
        #expect(harness.outgoing()?.credits == 0)
        harness.finish("a")
        let messages = try #require(harness.outgoing())
        #expect(messages.results.map(\.jobID) == ["a"])
        #expect(messages.credits == 1)
    }

    @Test func creditsRunningAndWaitingNeverExceedTheSlots() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            let harness = SessionHarness(concurrency: 5)
            harness.connect()
            var given = 0
            var next = 0
            for _ in 0..<200 {
                switch Int.random(in: 0..<4, using: &random) {
                case 0 where given > 0:
                    harness.assign(assignment("job \(next)"))
                    given -= 1
                    next += 1
                case 1: if let jobID = harness.session.slots.keys.randomElement() { harness.finish(jobID) }
                case 2:
                    let messages = harness.outgoing() ?? []
                    given += messages.credits
                    for reports in messages.reports { harness.acknowledge(reports) }
                default:
                    var welcome = Jq_V1_Welcome()
                    welcome.concurrency = Int32.random(in: 5...9, using: &random)
                    harness.receive(.welcome(welcome))
                }
                #expect(given == harness.session.credits)
                #expect(given + harness.session.busy <= 9)
            }
        }
    }

    @Test func moreSlotsFromThePoolAreOfferedAtOnce() {
        let harness = SessionHarness.running(concurrency: 2)
        var welcome = Jq_V1_Welcome()
        welcome.concurrency = 6
        welcome.queues = ["emails", "reports"]
        let outcome = harness.receive(.welcome(welcome))
        #expect(harness.session.settings.queues == ["emails", "reports"])
        #expect(outcome.notices.contains { $0.text.contains("emails,reports") })
        #expect(harness.outgoing()?.credits == 4)
    }

    @Test func withFewerSlotsWhatWasAskedForWaitsForItsTurn() {
        let harness = SessionHarness.running(concurrency: 3)
        var welcome = Jq_V1_Welcome()
        welcome.concurrency = 1
        harness.receive(.welcome(welcome))
        let outcome = harness.assign(assignment("a"), assignment("b"))
        #expect(outcome.startedIDs == ["a"])
        #expect(harness.finish("a").startedIDs == ["b"])
        #expect(harness.outgoing()?.startedIDs == ["a", "b"])
    }

    @Test func nonsenseFromThePoolChangesNothing() {
        let harness = SessionHarness.running(concurrency: 3)
        var welcome = Jq_V1_Welcome()
        welcome.concurrency = -7
        welcome.heartbeatIntervalMs = -1
        welcome.gracePeriodMs = .max
        harness.receive(.welcome(welcome))
        #expect(harness.session.settings == harness.session.ownSettings)
        welcome.concurrency = .max
        welcome.heartbeatIntervalMs = .max
        harness.receive(.welcome(welcome))
        #expect(harness.session.settings.concurrency == SessionSettings.maximumConcurrency)
        #expect(harness.session.settings.heartbeatInterval == .seconds(600))
    }

    @Test func whatNobodyAskedForIsGivenBack() throws {
        let harness = SessionHarness.running(concurrency: 1)
        let outcome = harness.assign(assignment("a"), assignment("b"))
        #expect(outcome.startedIDs == ["a"])
        let results = try #require(harness.outgoing()).results
        #expect(results.map(\.jobID) == ["b"])
        #expect(results.first?.outcome == .released)
    }

    @Test func aBacklogOfResultsMakesTheServerWait() {
        let harness = SessionHarness.running(concurrency: 300)
        var given = 300
        var next = 0
        // Nothing is acknowledged: the window is full after two messages, and results pile up.
        for _ in 0..<20 {
            for _ in 0..<given {
                harness.assign(assignment("job \(next)"))
                harness.finish("job \(next)")
                next += 1
            }
            given = harness.outgoing()?.credits ?? 0
        }
        #expect(given == 0)
        #expect(next < 300 * 20)
    }
}
