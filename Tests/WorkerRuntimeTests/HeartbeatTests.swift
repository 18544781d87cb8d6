import JobQueueProto
import Testing

@testable import WorkerRuntime

@Suite struct HeartbeatTests {
    @Test func aHeartbeatGoesOutInEveryInterval() throws {
        let harness = SessionHarness.running()
        harness.assign(assignment("a"))
        _ = harness.outgoing()
        harness.advance(.seconds(9))
        #expect(try #require(harness.outgoing()).saysHeartbeat == false)
        harness.advance(.seconds(1))
        let messages = try #require(harness.outgoing())
        #expect(messages.saysHeartbeat)
        #expect(messages.contains { $0.heartbeat.activeJobCount == 1 })
    }

    @Test func theServerSetsTheInterval() throws {
        let harness = SessionHarness()
        var welcome = Jq_V1_Welcome()
        welcome.heartbeatIntervalMs = 2000
        harness.connect(welcome)
        _ = harness.outgoing()
        harness.advance(.seconds(2))
        #expect(try #require(harness.outgoing()).saysHeartbeat)
    }

    @Test func anIdleServerThatOwesNothingMayBeSilent() {
        let harness = SessionHarness.running()
        for _ in 0..<20 {
            let outcome = harness.advance(.seconds(10))
            #expect(outcome.disconnects.isEmpty)
            _ = harness.outgoing()
        }
    }

    @Test func threeIntervalsWithoutADueAnswerEndTheConnection() {
        let harness = SessionHarness.running()
        harness.assign(assignment("a"))
        _ = harness.outgoing()
        var outcomes: [SessionHarness.Outcome] = []
        for _ in 0..<3 {
            outcomes.append(harness.advance(.seconds(10)))
            _ = harness.outgoing()
        }
        #expect(outcomes.map(\.disconnects.count) == [0, 0, 1])
        #expect(outcomes.last?.notices.map(\.level) == [.error])
    }

    @Test func anyAnswerStartsTheCountAgain() {
        let harness = SessionHarness.running()
        harness.assign(assignment("a"))
        _ = harness.outgoing()
        for _ in 0..<10 {
            #expect(harness.advance(.seconds(9)).disconnects.isEmpty)
            harness.receive(.welcome(Jq_V1_Welcome()))
            _ = harness.outgoing()
        }
    }

    @Test func heartbeatsThatNobodyTakesEndTheConnection() {
        let harness = SessionHarness.running()
        // The sender hangs in a write: it never comes back for the heartbeat.
        let outcomes = (0..<4).map { _ in harness.advance(.seconds(10)) }
        #expect(outcomes.map(\.disconnects.count) == [0, 0, 0, 1])
    }

    @Test func anOutageIsAnErrorAfterThreeHeartbeats() {
        let harness = SessionHarness.running()
        harness.disconnect()
        let outcomes = (0..<3).map { _ in harness.advance(.seconds(10)) }
        #expect(outcomes.flatMap { $0.notices.map(\.level) } == [.error])
        #expect(outcomes.allSatisfy { $0.disconnects.isEmpty })
    }

    @Test func aServerThatDoesNotAnswerTheHelloIsLeft() {
        let harness = SessionHarness()
        harness.generation = harness.session.connecting(to: "jq:1", now: harness.now)
        _ = harness.outgoing()
        #expect(harness.advance(.seconds(10)).disconnects.count == 1)
    }
}
