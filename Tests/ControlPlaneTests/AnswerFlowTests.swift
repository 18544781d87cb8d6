import GRPCCore
import JobQueueProto
import Lifecycle
import PostgresStore
import SwiftProtobuf
import Testing
import WorkerRuntime

/// Snoozes and discards, and jobs that are cancelled by force while they run.
@Suite(.timeLimit(.minutes(2))) struct AnswerFlowTests {
    @Test func aSnoozedJobRunsAgainWithoutARetry() async throws {
        try await withPlane { plane in
            let registry = handlers { job in
                if job.attempt < 3 { throw JobSnooze(for: .milliseconds(20), "not yet") }
                return Array("ok".utf8)
            }
            try await withWorker(servers: [plane.port], handlers: registry) { _ in
                let id = try await plane.submit { $0.maxRetries = 0 }
                let job = try await plane.wait(id, for: .done, .deadLettered)
                #expect(job.status == .done && job.retryCount == 0 && job.attempt == 3)
                #expect(try await plane.trail(id).filter { $0 == "pending(SNOOZED)" }.count == 2)
                let attempts = try await plane.jobs.listJobAttempts(.with { $0.jobID = id }).attempts
                #expect(attempts.map(\.outcome) == ["SNOOZED", "SNOOZED", "DONE"])
                #expect(attempts[0].errorMessage == "not yet")
            }
        }
    }

    @Test func aDiscardedJobIsADeadLetter() async throws {
        try await withPlane { plane in
            try await withWorker(servers: [plane.port], handlers: HandlerRegistry()) { _ in
                let id = try await plane.submitScript(#"echo '{"discard": "withdrawn"}' >&3"#) {
                    $0.maxRetries = 5
                }
                let job = try await plane.wait(id, for: .done, .deadLettered)
                #expect(job.status == .deadLettered && job.reason == "DISCARDED")
                #expect(job.errorMessage == "withdrawn" && job.attempt == 1)
            }
        }
    }

    /// Opens the witness in a grandchild that ignores SIGTERM: only the death of the whole group ends it.
    private func tree(_ witness: Witness) -> String {
        "(trap '' TERM; exec 9>\(witness.path); printf up >&9; sleep 600) & wait"
    }

    private var impatient: HandlerRegistry {
        HandlerRegistry(fallback: CommandExecutor(killGrace: .milliseconds(200)))
    }

    private func expectCancelled(_ id: String, _ plane: Plane, _ witness: Witness) async throws {
        let job = try await plane.wait(id, for: .deadLettered, .done)
        #expect(job.status == .deadLettered && job.reason == "CANCELLED" && job.errorMessage == "cancelled")
        #expect(try await plane.trail(id).last == "deadLettered(CANCELLED)")
        #expect(witness.hasNoWriter)
        let attempts = try await plane.jobs.listJobAttempts(.with { $0.jobID = id }).attempts
        #expect(attempts.map(\.outcome) == ["CANCELLED"])
    }

    @Test func forceCancelKillsTheWholeProcessTree() async throws {
        let witness = try Witness()
        try await withPlane { plane in
            try await withWorker(servers: [plane.port], handlers: impatient) { _ in
                let id = try await plane.submitScript(tree(witness))
                try await witness.read(2)
                try await plane.wait(id, for: .running)
                #expect(
                    try await code { try await plane.jobs.cancelJob(.with { $0.jobID = id }) }
                        == .failedPrecondition)
                _ = try await plane.jobs.cancelJob(
                    .with {
                        $0.jobID = id
                        $0.force = true
                    })
                try await expectCancelled(id, plane, witness)
            }
        }
    }

    @Test func forceCancelReachesAWorkerOfAnotherServer() async throws {
        let witness = try Witness()
        let conninfo = try await TestDatabase.fresh()
        try await withPlane(conninfo: conninfo) { first in
            try await withPlane(conninfo: conninfo) { second in
                try await withWorker(servers: [first.port], handlers: impatient) { _ in
                    let id = try await second.submitScript(tree(witness))
                    try await witness.read(2)
                    try await second.wait(id, for: .running)
                    _ = try await second.jobs.cancelJob(
                        .with {
                            $0.jobID = id
                            $0.force = true
                        })
                    try await expectCancelled(id, second, witness)
                }
            }
        }
    }

    @Test func forceCancelReachesAWorkerThatWasAwayMeanwhile() async throws {
        let witness = try Witness()
        let conninfo = try await TestDatabase.fresh()
        try await withPlane(conninfo: conninfo) { second in
            let first = try await StoppableServer(conninfo: conninfo)
            let id = try await withWorker(servers: [first.port, 1, second.port], handlers: impatient) { _ in
                let id = try await second.submitScript(tree(witness))
                try await witness.read(2)
                try await second.wait(id, for: .running)
                // Between its servers the worker tries one that does not answer.
                try await first.end()
                _ = try await second.jobs.cancelJob(
                    .with {
                        $0.jobID = id
                        $0.force = true
                    })
                try await expectCancelled(id, second, witness)
                return id
            }
            #expect(try await second.wait(id, for: .deadLettered).reason == "CANCELLED")
        }
    }
}
