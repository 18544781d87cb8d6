import JobQueueProto
import SwiftProtobuf
import Testing

@testable import WorkerRuntime

@Suite struct ReportTests {
    @Test func aStartAndItsResultTravelInOneMessage() throws {
        let harness = SessionHarness.running()
        harness.assign(assignment("a", epoch: 7))
        harness.finish("a", .success([1, 2, 3]))
        let reports = try #require(harness.outgoing()).reports
        #expect(reports.count == 1)
        #expect(reports.first?.started.map(\.leaseEpoch) == [7])
        #expect(reports.first?.results.first?.outcome == .done)
        #expect(reports.first.map { [UInt8]($0.results[0].result) } == [1, 2, 3])
        #expect(reports.first?.results.first?.leaseEpoch == 7)
    }

    @Test func whatPilesUpBeforeAnAcknowledgementTravelsInTheNextMessage() throws {
        let harness = SessionHarness.running(concurrency: 8)
        for index in 0..<8 { harness.assign(assignment("job \(index)")) }
        let starts = try #require(harness.outgoing()).reports
        #expect(starts.count == 1)
        harness.finish("job 0")
        let second = try #require(harness.outgoing()).reports
        #expect(second.map(\.sequence) == [2])
        for index in 1..<8 { harness.finish("job \(index)") }
        #expect(try #require(harness.outgoing()).reports.isEmpty)
        harness.acknowledge(starts[0])
        let gathered = try #require(harness.outgoing()).reports
        #expect(gathered.map(\.results.count) == [7])
    }

    @Test func aMessageNeverGrowsBeyondItsLimit() throws {
        let harness = SessionHarness.running(concurrency: 8)
        for index in 0..<8 {
            harness.assign(assignment("job \(index)"))
            harness.finish("job \(index)", .success([UInt8](repeating: 0, count: 400_000)))
        }
        var sizes: [Int] = []
        for _ in 0..<10 {
            let reports = try #require(harness.outgoing()).reports
            for message in reports {
                sizes.append(message.results.count)
                let bytes = try message.serializedBytes() as [UInt8]
                #expect(bytes.count <= Outbox.messageBytes + 1024)
                harness.acknowledge(message)
            }
        }
        #expect(sizes.reduce(0, +) == 8)
    }

    @Test func unacknowledgedReportsGoOutAgainOnTheNextConnectionInTheirOrder() throws {
        let harness = SessionHarness.running()
        harness.assign(assignment("a"), assignment("b"), assignment("c"))
        let first = try #require(harness.outgoing()).reports
        harness.finish("a")
        let second = try #require(harness.outgoing()).reports
        harness.finish("b")
        harness.disconnect()
        let hello = harness.connect()
        #expect(Set(hello?.held.map(\.jobID) ?? []) == ["a", "b", "c"])
        let messages = try #require(harness.outgoing())
        #expect(Array(messages.reports.prefix(2)) == first + second)
        #expect(messages.credits == 3)
        for reports in messages.reports { harness.acknowledge(reports) }
        #expect(try #require(harness.outgoing()).results.map(\.jobID) == ["b"])
    }

    @Test func anAcknowledgedReportIsForgotten() throws {
        let harness = SessionHarness.running()
        harness.assign(assignment("a"))
        harness.finish("a")
        for reports in try #require(harness.outgoing()).reports { harness.acknowledge(reports) }
        harness.disconnect()
        #expect(harness.connect()?.held == [])
        #expect(try #require(harness.outgoing()).reports.isEmpty)
    }

    @Test func aStaleResultIsLoggedAndNotSentAgain() throws {
        let harness = SessionHarness.running()
        harness.assign(assignment("a"))
        harness.finish("a")
        let reports = try #require(harness.outgoing()?.reports.first)
        let outcome = harness.acknowledge(reports, stale: ["a"])
        #expect(outcome.notices.map(\.level) == [.warning])
        #expect(outcome.notices.first?.text.contains("job a") == true)
        #expect(try #require(harness.outgoing()).reports.isEmpty)
    }

    @Test func anAttemptWhoseStartCameTooLateIsInterruptedAndSaysNothing() throws {
        let harness = SessionHarness.running()
        harness.assign(assignment("a"))
        let reports = try #require(harness.outgoing()?.reports.first)
        #expect(harness.acknowledge(reports, stale: ["a"]).interrupted == ["task a"])
        harness.finish("a", .failure(CancellationError()))
        #expect(try #require(harness.outgoing()).reports.isEmpty)
        #expect(harness.session.busy == 0)
    }

    @Test func anAcknowledgementThatNobodyWaitsForIsIgnored() {
        let harness = SessionHarness.running()
        var unknown = Jq_V1_WorkerReports()
        unknown.sequence = 4711
        #expect(harness.acknowledge(unknown).notices.isEmpty)
    }

    @Test func anOldConnectionIsNotListenedTo() {
        let harness = SessionHarness.running()
        let old = harness.generation
        harness.disconnect()
        harness.connect()
        var drain = Jq_V1_ServerMessage()
        drain.message = .drain(true)
        #expect(harness.session.receive(drain, from: old, now: harness.now).isEmpty)
        #expect(harness.session.takeOutgoing(old, now: harness.now) == nil)
        harness.session.disconnected(old, now: harness.now)
        #expect(harness.session.link == .running)
    }
}
