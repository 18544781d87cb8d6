import ArgumentParser
import Foundation
import JobQueueProto
import Resources
import SwiftProtobuf
import Testing

@testable import jq_ctl

/// `dlq`: what it takes, what it refuses, and how it prints.
@Suite(.timeLimit(.minutes(2))) struct DeadLetterCommandTests {
    private static let id = "0192f0c4-7d6f-7c3e-9f00-0242ac120002"

    @Test(arguments: [
        ("10", 10), ("10/s", 10), ("0.5/s", 0.5), ("30/m", 0.5), ("1800/h", 0.5), ("1e3/s", 1000),
    ])
    func ratesAreRead(text: String, perSecond: Double) {
        #expect(RedriveRate(argument: text)?.perSecond == perSecond)
    }

    @Test(arguments: ["", "x", "0", "-1/s", "nan", "inf/s", "10/d", "10/", "/s", "1/s/s", "1e9/s"])
    func whatIsNoRateIsRefused(text: String) { #expect(RedriveRate(argument: text) == nil) }

    @Test func ratesAreShownAsTheyWereWritten() {
        for text in ["10/s", "10/m", "7/m", "100/h", "1/h"] {
            #expect(RedriveRate(argument: text)?.description == text)
        }
        #expect(RedriveRate(perSecond: 0).description == "unlimited")
        #expect(RedriveRate(perSecond: 0.0001).description == "0.0001/s")
    }

    @Test func sharesAreRead() {
        #expect(FailureShare(argument: "50%")?.share == 0.5 && FailureShare(argument: "0.5")?.share == 0.5)
        #expect(FailureShare(argument: "12.5%")?.description == "12.5%")
        for text in ["0", "0%", "101%", "1.5", "-5%", "nan", "%", ""] {
            #expect(FailureShare(argument: text) == nil, "\(text)")
        }
    }

    @Test func aSelectionBecomesASelector() throws {
        let words = [
            "-q", "mail", "--reason", "ttl-expired,CANCELLED", "--since", "2h", "--until",
            "2030-01-01T00:00:00Z",
            "-l", "a=b,!c", "--error", "disk .*",
        ]
        let selector = try DeadLetterSelection.parse(words).message(jobs: [Self.id.uppercased()])
        #expect(selector.queueName == "mail" && selector.reasons == ["TTL_EXPIRED", "CANCELLED"])
        #expect(selector.labelSelector == "a=b,!c" && selector.errorPattern == "disk .*")
        #expect(selector.jobIds == [Self.id])
        #expect(abs(selector.since.timeIntervalSince1970 - Date().timeIntervalSince1970 + 7200) < 60)
        #expect(selector.until.seconds == 1_893_456_000)
        #expect(try DeadLetterSelection.parse([]).isEmpty)
    }

    @Test(arguments: [
        ("redrive", "--all"), ("redrive --all -q mail", "--all goes without"),
        ("redrive -q mail --stop-after 5", "--stop-on-failure-rate"),
        ("redrive -q mail --dry-run --watch", "--dry-run"), ("redrive -q mail --rate 5/d", "5/d"),
        ("redrive x", "not a job id"), ("list -q ", "'-q"), ("list --since soon", "--since"),
        ("list --since 1h --until 2h", "nothing can fit"), ("list --limit 0", "--limit"),
        ("purge --reason x --yes", "--all"), ("purge --all -q mail --yes", "--all goes without"),
        ("purge -q mail", "--yes"), ("pause x", "not a redrive id"), ("show x", "not a job id"),
    ])
    func whatMakesNoSenseIsRefusedBeforeTheServerIsAsked(words: String, part: String) async throws {
        let result = try await jqctl("dlq \(words) --server-addr 127.0.0.1:1")
        #expect(result.status != 0 && result.output.isEmpty)
        #expect(result.error.hasPrefix("error: ") && result.error.contains(part), "\(result.error)")
        #expect(!result.error.contains("cannot reach"))
    }

    @Test func everyCommandHasExamples() async throws {
        let names = [
            "list", "show", "redrive", "redrives", "redrive-status", "watch", "pause", "resume", "cancel",
            "purge",
        ]
        for name in names {
            let help = try await jqctl("dlq \(name) --help")
            #expect(help.status == 0 && help.output.contains("jq-ctl dlq \(name)"), "\(name)")
        }
    }

    @Test func rowsAreReadable() {
        let job = Jq_V1_Job.with {
            $0.jobID = Self.id
            $0.queueName = "mail"
            $0.reason = "PERMANENT_FAILURE"
            $0.attempt = 3
            $0.errorMessage = "line one\nline two " + String(repeating: "x", count: 100)
            $0.labels = ["team": "data", "a": "b"]
            $0.completedAt = Moment.now.protobuf
        }
        var table = Table(Jq_V1_Job.deadLetterColumns)
        table.add(job.deadLetterCells(isWide: false))
        let lines = table.text(.none).split(separator: "\n").map(String.init)
        #expect(
            lines[0].split(separator: " ").map(String.init).prefix(4) == ["JOB", "ID", "QUEUE", "REASON"])
        #expect(lines.count == 2 && lines[1].hasPrefix("\(Self.id)  mail   PERMANENT_FAILURE  3"))
        #expect(lines[1].hasSuffix("x…"))
        #expect(job.deadLetterCells(isWide: true).last == "a=b,team=data")
        #expect(job.deadLetterDocument["labels"]?["team"] == "data")
    }

    @Test func aRedriveIsDescribedWithItsSelectorAsFlags() {
        let redrive = Jq_V1_Redrive.with {
            $0.redriveID = Self.id
            $0.state = "STOPPED"
            $0.rate = 10.0 / 60
            $0.stopAtFailureRate = 0.5
            $0.stopAfter = 20
            $0.matched = 40
            $0.redriven = 20
            $0.failed = 15
            $0.succeeded = 5
            $0.message = "15 of 20 failed"
            $0.selector.queueName = "mail"
            $0.selector.reasons = ["TTL_EXPIRED"]
            $0.selector.errorPattern = "a b"
        }
        let text = redrive.description(.none)
        for line in [
            "State:      STOPPED", "Selector:   -q mail --reason TTL_EXPIRED --error 'a b'",
            "Rate:       10/m", "Stops:      above 50% failed, once 20 have ended", "Failed:     15",
        ] {
            #expect(text.contains(line + "\n"), "\(line) in \(text)")
        }
        #expect(redrive.hasEnded && redrive.document["state"] == "STOPPED")
        #expect(Jq_V1_DeadLetterSelector().text == "--all")
    }

    @Test func aPayloadIsShownAsIndentedJSON() {
        let job = Jq_V1_Job.with { $0.payload = Data(#"{"b":[1],"a":"x"}"#.utf8) }
        #expect(job.deadLetterDescription(.none).contains("Payload:   {\n             \"a\": \"x\",\n"))
    }
}
