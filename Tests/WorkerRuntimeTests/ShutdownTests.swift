import JobQueueProto
import SwiftProtobuf
import Testing

@testable import WorkerRuntime

@Suite struct ShutdownTests {
    private func begin(_ harness: SessionHarness, grace: Duration?) -> SessionHarness.Outcome {
        SessionHarness.Outcome(harness.session.beginShutdown(grace: grace, now: harness.now))
    }

    @Test func anIdleWorkerSaysGoodbyeAndEndsItsStream() throws {
        let harness = SessionHarness.running()
        _ = begin(harness, grace: .seconds(60))
        let messages = try #require(harness.outgoing())
        #expect(messages.saysDraining)
        #expect(messages.saysGoodbye)
        #expect(harness.outgoing() == nil)
        harness.disconnect()
        #expect(harness.session.isOver)
    }

    @Test func runningJobsEndFirstAndAreReportedBeforeTheGoodbye() throws {
        let harness = SessionHarness.running()
        harness.assign(assignment("a"))
        _ = begin(harness, grace: .seconds(60))
        #expect(try #require(harness.outgoing()).saysGoodbye == false)
        harness.finish("a")
        let messages = try #require(harness.outgoing())
        #expect(messages.results.map(\.outcome) == [.done])
        #expect(messages.saysGoodbye == false)
        #expect(messages.credits == 0)
        harness.acknowledge(try #require(messages.reports.first))
        harness.acknowledge(Jq_V1_WorkerReports.with { $0.sequence = 1 })
        #expect(try #require(harness.outgoing()).saysGoodbye)
    }

    @Test func whatWasNotStartedIsGivenBack() throws {
        let harness = SessionHarness.running(concurrency: 2)
        harness.receive(.welcome(Jq_V1_Welcome.with { $0.concurrency = 1 }))
        harness.assign(assignment("a"), assignment("b"))
        _ = begin(harness, grace: .seconds(60))
        let results = try #require(harness.outgoing()).results
        #expect(results.map(\.jobID) == ["b"])
        #expect(results.map(\.outcome) == [.released])
    }

    @Test func anAssignmentThatCrossesTheShutdownIsGivenBack() throws {
        let harness = SessionHarness.running()
        _ = begin(harness, grace: .seconds(60))
        #expect(harness.assign(assignment("a")).started.isEmpty)
        #expect(try #require(harness.outgoing()).results.map(\.outcome) == [.released])
    }

    @Test func whatOutlivesTheGraceIsInterruptedAndReportedAsFailed() throws {
        let harness = SessionHarness.running()
        harness.assign(assignment("a"))
        _ = begin(harness, grace: .seconds(60))
        #expect(harness.advance(.milliseconds(59_999)).interrupted.isEmpty)
        #expect(harness.advance(.milliseconds(1)).interrupted == ["task a"])
        harness.finish("a", .failure(CancellationError()))
        let result = try #require(harness.outgoing()?.results.first)
        #expect(result.outcome == .failed)
        #expect(result.errorMessage == "worker shut down before the job finished")
    }

    @Test func aHandlerThatIgnoresTheShutdownDoesNotKeepTheProcess() throws {
        let harness = SessionHarness.running(grace: .seconds(1))
        harness.assign(assignment("a"))
        _ = begin(harness, grace: .seconds(1))
        harness.advance(.seconds(1) + ShutdownPlan.killTime)
        let results = try #require(harness.outgoing()).results
        #expect(results.map(\.errorMessage) == ["worker shut down before the job finished"])
        harness.advance(ShutdownPlan.flushTime)
        #expect(harness.session.isOver)
    }

    @Test func withoutAServerTheProcessStillEndsInTime() {
        let harness = SessionHarness.running()
        harness.assign(assignment("a"))
        _ = harness.outgoing()
        harness.disconnect()
        _ = begin(harness, grace: .seconds(60))
        harness.finish("a")
        #expect(!harness.session.isOver)
        harness.advance(.seconds(60) + ShutdownPlan.killTime + ShutdownPlan.flushTime)
        #expect(harness.session.isOver)
    }

    @Test func withoutAServerAndWithoutJobsItEndsAtOnce() {
        let harness = SessionHarness()
        _ = begin(harness, grace: .seconds(60))
        #expect(harness.session.isOver)
    }

    @Test func aSecondRequestInterruptsAtOnce() {
        let harness = SessionHarness.running()
        harness.assign(assignment("a"))
        _ = begin(harness, grace: .seconds(60))
        _ = begin(harness, grace: .zero)
        #expect(harness.advance(.zero).interrupted == ["task a"])
    }

    @Test func theServersShutdownLetsRunningJobsTakeTheirTime() throws {
        let harness = SessionHarness.running()
        harness.assign(assignment("a"))
        harness.receive(.shutdown(true))
        for _ in 0..<100 {
            #expect(harness.advance(.seconds(60)).interrupted.isEmpty)
            for reports in harness.outgoing()?.reports ?? [] { harness.acknowledge(reports) }
        }
        harness.finish("a")
        for reports in try #require(harness.outgoing()).reports { harness.acknowledge(reports) }
        #expect(try #require(harness.outgoing()).saysGoodbye)
    }

    @Test func aDrainedWorkerFinishesStaysAndResumes() throws {
        let harness = SessionHarness.running(concurrency: 2)
        harness.assign(assignment("a"))
        harness.receive(.drain(true))
        let draining = try #require(harness.outgoing())
        #expect(draining.saysDraining)
        #expect(draining.credits == 0)
        harness.finish("a")
        let after = try #require(harness.outgoing())
        #expect(after.results.map(\.outcome) == [.done])
        #expect(after.credits == 0)
        #expect(!after.saysGoodbye)
        harness.receive(.resume(true))
        #expect(harness.outgoing()?.credits == 2)
    }

    @Test func aDrainEndsWithItsConnectionUnlessTheNextServerSaysItAgain() throws {
        let harness = SessionHarness.running()
        harness.receive(.drain(true))
        harness.disconnect()
        harness.connect()
        #expect(try #require(harness.outgoing()).credits == 4)
        harness.disconnect()
        harness.generation = harness.session.connecting(to: "jq:1", now: harness.now)
        _ = harness.outgoing()
        harness.receive(.drain(true))
        harness.receive(.welcome(Jq_V1_Welcome()))
        let messages = try #require(harness.outgoing())
        #expect(messages.saysDraining)
        #expect(messages.credits == 0)
    }
}
