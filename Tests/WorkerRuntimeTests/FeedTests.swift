import Foundation
import JobQueueProto
import SwiftProtobuf
import Testing

@testable import WorkerRuntime

/// What the session does with output and progress.
@Suite struct FeedSessionTests {
    private func piece(_ job: String, _ sequence: Int64, bytes: Int = 1, epoch: Int64 = 1) -> Jq_V1_JobOutput
    {
        .with {
            $0.jobID = job
            $0.leaseEpoch = epoch
            $0.attempt = 1
            $0.sequence = sequence
            $0.stream = 1
            $0.data = Data(repeating: 120, count: bytes)
        }
    }

    private func progress(_ percent: Double) -> Jq_V1_JobProgress { .with { $0.percent = percent } }

    @Test func outputGoesOutWithTheNextMessageAndBeforeItsResult() throws {
        let harness = SessionHarness.running()
        harness.assign(assignment("a"))
        harness.session.add([piece("a", 0)])
        harness.finish("a")
        let reports = try #require(harness.outgoing()).reports
        #expect(reports.count == 1)
        #expect(reports[0].outputs.map(\.sequence) == [0] && reports[0].results.count == 1)
    }

    /// Results of attempts that wrote nothing do not wait for the output of others; its own result does.
    @Test func aFloodHoldsUpOnlyItsOwnResult() throws {
        let harness = SessionHarness.running()
        harness.assign(assignment("loud"), assignment("quiet"))
        for reports in try #require(harness.outgoing()).reports { harness.acknowledge(reports) }
        harness.session.add((0..<100).map { piece("loud", $0, bytes: 16_384) })
        harness.finish("loud")
        harness.finish("quiet")
        var seen: [String] = []
        var pieces: [Int64] = []
        for _ in 0..<20 {
            for reports in try #require(harness.outgoing()).reports {
                let bytes: [UInt8] = try reports.serializedBytes()
                #expect(bytes.count < 600 * 1024)
                pieces += reports.outputs.map(\.sequence)
                if reports.results.contains(where: { $0.jobID == "loud" }) { #expect(pieces.count == 100) }
                seen += reports.results.map(\.jobID)
                harness.acknowledge(reports)
            }
        }
        #expect(seen == ["quiet", "loud"])
        #expect(pieces == Array(0..<100))
    }

    @Test func unacknowledgedOutputComesAgainOnTheNextConnection() throws {
        let harness = SessionHarness.running()
        harness.assign(assignment("a"))
        harness.session.add([piece("a", 0)])
        let lost = try #require(harness.outgoing()).reports
        #expect(lost.flatMap(\.outputs).map(\.sequence) == [0])
        harness.disconnect()
        harness.session.add([piece("a", 1)])
        harness.connect()
        let again = try #require(harness.outgoing()).reports
        #expect(again.first == lost.first)
        #expect(again.flatMap(\.outputs).map(\.sequence) == [0, 1])
    }

    @Test func whatWaitsIsBounded() throws {
        let harness = SessionHarness.running()
        harness.assign(assignment("a"))
        let lease = Lease(jobID: "a", epoch: 1)
        harness.disconnect()
        var added = 0
        while harness.session.outputRoom(of: lease) >= 16_384 {
            harness.session.add([piece("a", Int64(added), bytes: 16_384)])
            added += 1
        }
        #expect(added == 256)
        #expect(harness.session.lastOutputRoom(of: lease) == 28 << 20)
    }

    @Test func onlyTheNewestProgressGoesOutAndNoneAfterTheEnd() throws {
        let harness = SessionHarness.running()
        harness.assign(assignment("a"))
        let lease = Lease(jobID: "a", epoch: 1)
        for percent in 1...5 { harness.session.add(progress(Double(percent)), of: lease) }
        let reports = try #require(harness.outgoing()).reports
        #expect(reports.flatMap(\.progress).map(\.percent) == [5])
        harness.session.add(progress(6), of: lease)
        harness.finish("a")
        #expect(try #require(harness.outgoing()).reports.flatMap(\.progress).isEmpty)
        harness.session.add(progress(7), of: lease)
        #expect(try #require(harness.outgoing()).reports.isEmpty)
    }

    @Test func nobodyHearsAnAttemptWhoseLeaseIsLost() throws {
        let harness = SessionHarness.running()
        harness.assign(assignment("a"))
        let starts = try #require(harness.outgoing()).reports
        harness.acknowledge(starts[0], stale: ["a"])
        let lease = Lease(jobID: "a", epoch: 1)
        #expect(harness.session.outputRoom(of: lease) == 0)
        harness.session.add(progress(1), of: lease)
        #expect(try #require(harness.outgoing()).reports.isEmpty)
    }
}

/// What handlers and commands say reaches the server.
@Suite(.timeLimit(.minutes(1))) struct FeedStreamTests {
    @Test func aHandlersOutputAndProgressReachTheServerWhileItRuns() async throws {
        let (gate, opener) = AsyncStream<Void>.makeStream()
        var handlers = HandlerRegistry(fallback: nil)
        handlers.register("default") { job in
            job.progress(percent: 42, note: "copying")
            job.write("hello\n")
            for await _ in gate {}
            job.write("bye\n", to: .standardError)
            return []
        }
        try await withWorker(handlers) { server, _ in
            let stream = try await server.nextStream()
            try await stream.welcome()
            try await stream.assign(assignment("a", epoch: 9))
            var outputs: [Jq_V1_JobOutput] = []
            var progress: [Jq_V1_JobProgress] = []
            while outputs.isEmpty || progress.isEmpty {
                let reports = try await stream.nextReports()
                #expect(reports.results.isEmpty)
                outputs += reports.outputs
                progress += reports.progress
                try await stream.acknowledge(reports)
            }
            #expect(outputs.map(\.data) == [Data("hello\n".utf8)])
            #expect(outputs[0].leaseEpoch == 9 && outputs[0].attempt == 1 && outputs[0].stream == 1)
            #expect(progress[0].percent == 42 && progress[0].note == "copying")
            opener.finish()
            let last = try await stream.nextReports()
            #expect(last.outputs.map(\.data) == [Data("bye\n".utf8)] && last.outputs[0].stream == 2)
            #expect(last.outputs[0].sequence == 1 && last.results.count == 1)
        }
    }

    @Test func aCommandThatWritesNothingCostsNoMessage() async throws {
        try await withWorker(HandlerRegistry()) { server, _ in
            let stream = try await server.nextStream()
            try await stream.welcome()
            var job = assignment("a")
            job.payload = Data(#"{"command": ["true"]}"#.utf8)
            try await stream.assign(job)
            var messages: [Jq_V1_WorkerReports] = []
            while messages.flatMap(\.results).isEmpty {
                messages.append(try await stream.nextReports())
                try await stream.acknowledge(messages[messages.count - 1])
            }
            #expect(messages.count <= 2)
            #expect(messages.allSatisfy { $0.outputs.isEmpty && $0.progress.isEmpty })
            let result = try #require(messages.flatMap(\.results).first)
            #expect(result.hasExitCode && result.exitCode == 0)
        }
    }

    @Test(arguments: [
        (#"echo '{"snooze": "30s", "reason": "later"}' >&$JQ_PROGRESS"#, Jq_V1_Outcome.snoozed, "later"),
        (#"echo '{"discard": "withdrawn"}' >&3; exit 7"#, .discarded, "withdrawn"),
        (#"printf '{"discard": "no line end"}' >&3"#, .discarded, "no line end"),
        ("exit 75", .failed, "exit status 75"),
    ])
    func commandsAnswerOverTheirDescriptor(
        _ script: String, _ outcome: Jq_V1_Outcome, _ message: String
    ) async throws {
        try await withWorker(HandlerRegistry()) { server, _ in
            let stream = try await server.nextStream()
            try await stream.welcome()
            var job = assignment("a")
            job.payload = try JSONSerialization.data(withJSONObject: ["command": ["sh", "-c", script]])
            try await stream.assign(job)
            let result = try #require(try await stream.results(1).first)
            #expect(result.outcome == outcome && result.errorMessage == message)
            #expect(result.snoozeMs == (outcome == .snoozed ? 30_000 : 0))
        }
    }

    @Test func handlersAnswerByThrowing() async throws {
        var handlers = HandlerRegistry(fallback: nil)
        handlers.register("default") { job in
            if job.jobID == "s" { throw JobSnooze(for: .milliseconds(1500), "busy") }
            throw JobDiscard("old")
        }
        try await withWorker(handlers) { server, _ in
            let stream = try await server.nextStream()
            try await stream.welcome()
            try await stream.assign(assignment("s"), assignment("d"))
            let results = try await stream.results(2).sorted { $0.jobID > $1.jobID }
            #expect(results.map(\.outcome) == [.snoozed, .discarded])
            #expect(results[0].snoozeMs == 1500 && results.map(\.errorMessage) == ["busy", "old"])
        }
    }
}
