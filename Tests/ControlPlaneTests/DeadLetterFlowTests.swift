import ControlPlane
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import JobQueueProto
import Lifecycle
import PostgresStore
import SwiftProtobuf
import Testing
import WorkerRuntime

@Suite(.timeLimit(.minutes(2))) struct DeadLetterFlowTests {
    typealias Calls = Jq_V1_DeadLetterService.Client<Transport>

    /// A server, its dead letter service, and a worker whose jobs fail until the flag is raised.
    private func withDeadLetters(
        _ count: Int, _ body: @escaping @Sendable (Plane, Calls, [String], Shared) async throws -> Void
    ) async throws {
        try await withPlane { plane in
            let isMended = Shared()
            let registry = handlers { job in
                if !isMended.flag {
                    throw PermanentFailure("no route to \(String(decoding: job.payload, as: UTF8.self))")
                }
                return []
            }
            try await withWorker(servers: [plane.port], handlers: registry) { _ in
                let made = (0..<count).map { index in
                    var job = NewJob(id: freshJobID(), queue: "default", payload: Array("host\(index)".utf8))
                    job.labels = ["half": "\(index % 2)"]
                    return job
                }
                _ = try await plane.store.submit(made, allOrNone: true)
                let jobs = made.map(\.id.description)
                for id in jobs { try await plane.wait(id, for: .deadLettered) }
                try await withGRPCClient(
                    transport: .http2NIOPosix(
                        target: .ipv4(address: "127.0.0.1", port: plane.port), transportSecurity: .plaintext)
                ) { client in
                    try await body(plane, Calls(wrapping: client), jobs, isMended)
                }
            }
        }
    }

    @Test func deadLettersAreRedrivenAndSucceed() async throws {
        try await withDeadLetters(5) { plane, calls, ids, isMended in
            let listed = try await calls.listDeadLetters(.with { $0.pageSize = 3 })
            #expect(listed.jobs.map(\.jobID) == ids.reversed().prefix(3).map { $0 })
            let rest = try await calls.listDeadLetters(
                .with {
                    $0.pageSize = 3
                    $0.pageToken = listed.nextPageToken
                })
            #expect(rest.jobs.map(\.jobID) == ids.prefix(2).reversed() && rest.nextPageToken.isEmpty)
            let selector = Jq_V1_DeadLetterSelector.with {
                $0.labelSelector = "half=1"
                $0.errorPattern = "host[0-9]"
            }
            let count = try await calls.countDeadLetters(.with { $0.selector = selector })
            #expect(count.total == 2 && count.groups.map(\.reason) == ["PERMANENT_FAILURE"])
            for labels in ["half==1,!other", " half = 1 , half != 0", "half"] {
                let same = try await calls.countDeadLetters(.with { $0.selector.labelSelector = labels })
                #expect(same.total == (labels == "half" ? 5 : 2), "\(labels)")
            }
            let dry = try await calls.createRedrive(
                .with {
                    $0.selector = selector
                    $0.dryRun = true
                })
            #expect(dry.redrive.redriveID.isEmpty && dry.redrive.matched == 2)
            #expect(try await calls.listRedrives(.init()).redrives.isEmpty)
            isMended.raise()
            let made = try await calls.createRedrive(
                .with {
                    $0.selector = selector
                    $0.actor = "ada"
                }
            ).redrive
            #expect(made.matched == 2 && made.actor == "ada" && made.selector == selector)
            let states = try await calls.watchRedrive(.with { $0.redriveID = made.redriveID }) { response in
                try await response.messages.reduce(into: [Jq_V1_Redrive]()) { $0.append($1) }
            }
            let end = try #require(states.last)
            #expect(end.state == "FINISHED" && end.redriven == 2 && end.succeeded == 2 && end.failed == 0)
            #expect(zip(states, states.dropFirst()).allSatisfy { $0 != $1 })
            try await plane.wait(ids[1], for: .done)
            #expect(try await plane.trail(ids[1]).contains("pending(REDRIVE)"))
            #expect(try await calls.countDeadLetters(.init()).total == 3)
        }
    }

    @Test func whatFailsAgainStopsTheRedrive() async throws {
        try await withDeadLetters(12) { _, calls, _, _ in
            let made = try await calls.createRedrive(
                .with {
                    $0.stopAtFailureRate = 0.5
                    $0.stopAfter = 4
                }
            ).redrive
            let end = try await calls.watchRedrive(.with { $0.redriveID = made.redriveID }) { response in
                try await response.messages.reduce(nil as Jq_V1_Redrive?) { $1 }
            }
            #expect(end?.state == "STOPPED" && end?.redriven == 4 && end?.failed == 4)
            #expect(end?.message.contains("4 of 4") == true)
            #expect(try await calls.countDeadLetters(.init()).total == 12)
        }
    }

    @Test func aRedriveIsPausedResumedAndCancelled() async throws {
        try await withDeadLetters(3) { _, calls, _, _ in
            let id = try await calls.createRedrive(.with { $0.rate = 0.0001 }).redrive.redriveID
            func control(_ command: Jq_V1_ControlRedriveRequest.Command) async throws -> String {
                try await calls.controlRedrive(
                    .with {
                        $0.redriveID = id
                        $0.command = command
                    }
                ).redrive.state
            }
            #expect(try await control(.pause) == "PAUSED")
            #expect(try await control(.resume) == "RUNNING")
            #expect(try await control(.cancel) == "CANCELLED")
            #expect(try await code { try await control(.resume) } == .failedPrecondition)
            #expect(try await code { try await control(.unspecified) } == .invalidArgument)
            #expect(try await calls.getRedrive(.with { $0.redriveID = id }).redrive.hasFinishedAt)
        }
    }

    @Test func aPurgeTakesAwayWhatFits() async throws {
        try await withDeadLetters(4) { plane, calls, ids, _ in
            var request = Jq_V1_PurgeDeadLettersRequest.with {
                $0.selector.labelSelector = "half=0"
                $0.dryRun = true
            }
            let dry = try await calls.purgeDeadLetters(request)
            #expect(dry.purged == 0 && dry.groups.map(\.count) == [2])
            request.dryRun = false
            #expect(try await calls.purgeDeadLetters(request).purged == 2)
            #expect(
                try await code { try await plane.jobs.getJobStatus(.with { $0.jobID = ids[0] }) } == .notFound
            )
            #expect(try await calls.countDeadLetters(.init()).total == 2)
        }
    }

    @Test func badRequestsAreRefused() async throws {
        try await withDeadLetters(0) { _, calls, _, _ in
            func refused(_ change: @escaping (inout Jq_V1_DeadLetterSelector) -> Void) async throws {
                let selector = Jq_V1_DeadLetterSelector.with { change(&$0) }
                #expect(
                    try await code { try await calls.listDeadLetters(.with { $0.selector = selector }) }
                        == .invalidArgument)
                #expect(
                    try await code { try await calls.purgeDeadLetters(.with { $0.selector = selector }) }
                        == .invalidArgument)
            }
            try await refused { $0.errorPattern = "[" }
            try await refused { $0.queueName = "a\0b" }
            // An empty selector would mean all.
            try await refused { $0.labelSelector = " , " }
            try await refused { $0.labelSelector = "!=x" }
            // Misread, these would fit everything, or nothing.
            for labels in ["!team in (a)", "team in (a)", "team=a b", "a b", "!a=b", "team=a;b"] {
                try await refused { $0.labelSelector = labels }
            }
            try await refused { $0.reasons = ["RETRY_EXHAUSTED"] }
            try await refused { $0.reasons = ["CANCELLED", "RETRY"] }
            try await refused { $0.jobIds = ["x"] }
            try await refused { $0.since.seconds = .max }
            try await refused {
                $0.since.seconds = 5
                $0.until.seconds = 5
            }
            for rate in [-1, .nan, .infinity] {
                #expect(
                    try await code { try await calls.createRedrive(.with { $0.rate = rate }) }
                        == .invalidArgument)
            }
            #expect(
                try await code { try await calls.createRedrive(.with { $0.stopAtFailureRate = 1.1 }) }
                    == .invalidArgument)
            let id = "0192f0c4-7d6f-7c3e-9f00-0242ac120002"
            #expect(try await code { try await calls.getRedrive(.with { $0.redriveID = id }) } == .notFound)
        }
    }
}
