import JobQueueProto
import Testing

@testable import WorkerRuntime

@Suite struct AttemptTests {
    struct Oops: Error, CustomStringConvertible { let description = "oops" }

    @Test(arguments: [
        (nil, Jq_V1_Outcome.failed, "oops"),
        (StopReason.timedOut, .failed, "timed out after 5s"),
        (.cancelled(reason: ""), .cancelled, "cancelled"),
        (.cancelled(reason: "CANCELLED"), .cancelled, "cancelled"),
        (.cancelled(reason: "by ada"), .cancelled, "cancelled: by ada"),
        (.shutdown, .failed, "worker shut down before the job finished"),
    ])
    func aFailureIsToldApartByWhatInterruptedIt(
        _ stop: StopReason?, _ outcome: Jq_V1_Outcome, _ message: String
    ) throws {
        let assignment = assignment("a", timeout: .seconds(5))
        var attempt = try #require(Attempt(decoding: assignment, now: .now))
        attempt.ending = .failure(Oops())
        let result = try #require(attempt.classified(stop: stop).result)
        #expect(result.outcome == outcome)
        #expect(result.errorMessage == message)
    }

    @Test func aHandlerThatFinishedAllTheSameIsDone() throws {
        var attempt = try #require(Attempt(decoding: assignment("a"), now: .now))
        attempt.ending = .success([1])
        #expect(attempt.classified(stop: .cancelled(reason: "")).result?.outcome == .done)
    }

    @Test func aPermanentFailureAllowsNoRetry() throws {
        var attempt = try #require(Attempt(decoding: assignment("a"), now: .now))
        attempt.ending = .failure(PermanentFailure("the address does not exist"))
        let result = try #require(attempt.classified(stop: nil).result)
        #expect(result.outcome == .failedPermanently)
        #expect(result.errorMessage == "the address does not exist")
    }

    @Test func aResultBeyondTheLimitFailsForGood() throws {
        var attempt = try #require(Attempt(decoding: assignment("a"), now: .now))
        attempt.ending = .success([UInt8](repeating: 1, count: Worker.maximumResultBytes + 1))
        let result = try #require(attempt.classified(stop: nil).result)
        #expect(result.outcome == .failedPermanently)
        #expect(result.result.isEmpty)
        #expect(result.errorMessage.contains("1048577 bytes"))
    }

    @Test func aLongErrorMessageIsCut() throws {
        var attempt = try #require(Attempt(decoding: assignment("a"), now: .now))
        attempt.ending = .failure(PermanentFailure(String(repeating: "ä", count: 100_000)))
        let message = try #require(attempt.classified(stop: nil).result?.errorMessage)
        #expect(message.utf8.count < 8300)
        #expect(message.hasSuffix("…"))
    }

    @Test func whatAServerSendsNeverCrashes() throws {
        var nonsense = Jq_V1_Assignment()
        #expect(Attempt(decoding: nonsense, now: .now) == nil)
        nonsense.jobID = "not a uuid"
        nonsense.timeoutMs = .max
        nonsense.attempt = .min
        nonsense.leaseEpoch = .min
        #expect(try #require(Attempt(decoding: nonsense, now: .now)).deadline == nil)
        nonsense.timeoutMs = -1
        #expect(try #require(Attempt(decoding: nonsense, now: .now)).timeout == nil)
        let harness = SessionHarness.running()
        #expect(harness.assign(Jq_V1_Assignment()).notices.map(\.level) == [.warning])
        let empty = harness.session.receive(Jq_V1_ServerMessage(), from: harness.generation, now: harness.now)
        #expect(SessionHarness.Outcome(empty).notices.count == 1)
    }

    @Test func theSameAssignmentTwiceRunsOnce() {
        let harness = SessionHarness.running()
        #expect(harness.assign(assignment("a")).startedIDs == ["a"])
        #expect(harness.assign(assignment("a")).startedIDs == [])
        #expect(harness.session.busy == 1)
    }

    @Test func aNewerLeaseWaitsUntilTheOlderAttemptHasEnded() throws {
        let harness = SessionHarness.running()
        harness.assign(assignment("a", epoch: 1))
        let outcome = harness.assign(assignment("a", epoch: 2))
        #expect(outcome.interrupted == ["task a"])
        #expect(outcome.started.isEmpty)
        let next = harness.finish("a", .failure(CancellationError()))
        #expect(next.started.map(\.lease.epoch) == [2])
        let reports = try #require(harness.outgoing())
        #expect(reports.results.isEmpty)
        #expect(reports.reports.flatMap(\.started).map(\.leaseEpoch) == [1, 2])
    }

    @Test func cancellingARunningJobInterruptsItAndReportsIt() throws {
        let harness = SessionHarness.running()
        harness.assign(assignment("a", epoch: 3))
        var cancel = Jq_V1_CancelAssignment()
        cancel.jobID = "a"
        cancel.leaseEpoch = 2
        #expect(harness.receive(.cancel(cancel)).interrupted == [])
        cancel.leaseEpoch = 3
        #expect(harness.receive(.cancel(cancel)).interrupted == ["task a"])
        harness.finish("a", .failure(CancellationError()))
        #expect(try #require(harness.outgoing()).results.map(\.outcome) == [.cancelled])
    }

    @Test func anInterruptionThatComesBeforeTheHandleIsNotLost() throws {
        let harness = SessionHarness.running()
        var list = Jq_V1_Assignments()
        list.assignments = [assignment("a")]
        let attempt = try #require(harness.receive(.assignments(list)).started.first)
        var cancel = Jq_V1_CancelAssignment()
        cancel.jobID = "a"
        cancel.leaseEpoch = 1
        #expect(harness.receive(.cancel(cancel)).interrupted == [])
        #expect(harness.session.attach([(attempt.lease, "task a")]) == ["task a"])
    }

    @Test func anAttemptIsInterruptedAtItsDeadlineAndNotBefore() {
        let harness = SessionHarness.running()
        harness.assign(assignment("a", timeout: .seconds(5)), assignment("b", timeout: .seconds(3)))
        harness.assign(assignment("c"))
        #expect(harness.advance(.milliseconds(2999)).interrupted == [])
        #expect(harness.advance(.milliseconds(1)).interrupted == ["task b"])
        #expect(harness.advance(.seconds(2)).interrupted == ["task a"])
        #expect(harness.advance(.seconds(20)).interrupted == [])
    }

    @Test func aHandlerThatIgnoresItsInterruptionIsGivenUpAndKeepsItsSlot() throws {
        let harness = SessionHarness.running(concurrency: 1)
        harness.assign(assignment("a", timeout: .seconds(5)))
        harness.advance(.seconds(5))
        #expect(try #require(harness.outgoing()).results.isEmpty)
        let outcome = harness.advance(WorkerSession<String>.unresponsiveAfter)
        #expect(outcome.notices.contains { $0.level == .warning && $0.text.contains("job a") })
        let messages = try #require(harness.outgoing())
        #expect(messages.results.map(\.errorMessage) == ["timed out after 5s"])
        #expect(messages.credits == 0)
        harness.finish("a", .failure(CancellationError()))
        let later = try #require(harness.outgoing())
        #expect(later.results.isEmpty)
        #expect(later.credits == 1)
    }
}
