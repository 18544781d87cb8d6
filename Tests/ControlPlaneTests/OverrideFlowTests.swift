import GRPCCore
import JobQueueProto
import Lifecycle
import PostgresStore
import SwiftProtobuf
import Testing
import WorkerRuntime

/// Overrides by gRPC, and what dispatchers make of them.
@Suite(.timeLimit(.minutes(2))) struct OverrideFlowTests {
    private func request(
        _ field: String, _ value: String, seconds: Int64 = 3600,
        _ change: (inout Jq_V1_OverrideQueueRequest) -> Void = { _ in }
    ) -> Jq_V1_OverrideQueueRequest {
        .with {
            $0.queueName = "work"
            $0.settings = [
                .with {
                    $0.field = field
                    $0.value = value
                }
            ]
            $0.duration = .with { $0.seconds = seconds }
            $0.reason = "incident 42"
            $0.actor = "ann"
            change(&$0)
        }
    }

    @Test func aPausedQueueHoldsItsJobsUntilThePauseEndsByItself() async throws {
        try await withPlane { plane in
            _ = try await plane.apply(queue("work", "maxRetries: 0"))
            let pause = try await plane.admin.overrideQueue(request("paused", "true")).overrides
            #expect(pause.map(\.value) == ["true"] && pause[0].declared == "false" && pause[0].actor == "ann")
            #expect(try await plane.apply(queue("work", "maxRetries: 0")).plan.unchanged == 1)
            let listed = try await plane.admin.listQueues(.init()).queues.first { $0.name == "work" }
            #expect(listed?.paused == true && listed?.overrides == pause)
            #expect(try await plane.admin.listQueueOverrides(.init()).overrides == pause)
            try await withWorker(
                servers: [plane.port], queues: ["work", "gate", "default"], handlers: echo
            ) { _ in
                try await untilDispatcherKnows(plane)
                let held = try await plane.submit("work")
                // The worker is there and takes jobs, of other queues.
                try await plane.wait(try await plane.submit("default"), for: .done)
                let status = try await plane.jobs.getJobStatus(.with { $0.jobID = held }).job.status
                #expect(status == .pending)
                // Nobody takes the pause back: its time is over.
                _ = try await plane.admin.overrideQueue(request("paused", "true", seconds: 1))
                try await plane.wait(held, for: .done)
            }
            #expect(try await plane.admin.listQueueOverrides(.init()).overrides.map(\.queueName) == ["gate"])
        }
    }

    @Test func aQueueThatIsDeclaredPausedRunsForAWhile() async throws {
        try await withPlane { plane in
            _ = try await plane.apply(queue("work", "paused: true"))
            try await withWorker(servers: [plane.port], queues: ["work"], handlers: echo) { _ in
                let id = try await plane.submit("work")
                _ = try await plane.admin.overrideQueue(request("paused", "false"))
                try await plane.wait(id, for: .done)
            }
            let cleared = try await plane.admin.clearQueueOverrides(
                .with {
                    $0.queueName = "work"
                    $0.fields = ["paused"]
                    $0.actor = "bob"
                }
            ).cleared
            #expect(cleared.map(\.field) == ["paused"] && cleared[0].declared == "true")
            let listed = try await plane.admin.listQueues(.init()).queues.first { $0.name == "work" }
            #expect(listed?.paused == true && listed?.overrides.isEmpty == true)
        }
    }

    @Test func badRequestsAreRefusedWithAReason() async throws {
        try await withPlane { plane in
            _ = try await plane.apply(queue("work", ""))
            let bad: [(Jq_V1_OverrideQueueRequest, RPCError.Code, String)] = [
                (request("maxRetries", "1"), .invalidArgument, "these can: paused"),
                (request("paused", "yes"), .invalidArgument, "not JSON"),
                (request("paused", "7"), .invalidArgument, "expected"),
                (request("concurrency.limit", "0"), .invalidArgument, "concurrency.limit"),
                (request("rateLimit.period", "\"1m\""), .failedPrecondition, "rateLimit.limit"),
                (request("paused", "true", seconds: 0), .invalidArgument, "1 s to 30 days"),
                (request("paused", "true", seconds: 2_592_001), .invalidArgument, "1 s to 30 days"),
                (request("paused", "true") { $0.clearDuration() }, .invalidArgument, "always ends"),
                (request("paused", "true") { $0.reason = " " }, .invalidArgument, "reason is empty"),
                (request("paused", "true") { $0.reason = "a\nb" }, .invalidArgument, "control character"),
                (request("paused", "true") { $0.actor = "" }, .invalidArgument, "actor is empty"),
                (request("paused", "true") { $0.settings = [] }, .invalidArgument, "settings are empty"),
                (request("paused", "true") { $0.settings += $0.settings }, .invalidArgument, "twice"),
                (request("paused", "true") { $0.queueName = "nowhere" }, .notFound, "does not exist"),
                (request("paused", "true") { $0.queueName = "No\0" }, .invalidArgument, "not a queue name"),
            ]
            for (request, code, words) in bad {
                let error = await #expect(throws: RPCError.self, "\(request)") {
                    try await plane.admin.overrideQueue(request)
                }
                #expect(error?.code == code && error?.message.contains(words) == true, "\(request): \(error)")
            }
            #expect(try await plane.admin.listQueueOverrides(.init()).overrides.isEmpty)
        }
    }

    private var echo: HandlerRegistry { handlers { $0.payload } }

    /// A job of a queue that is declared paused runs once its dispatcher has read an override of a later moment: then
    /// it has read what came before, too.
    private func untilDispatcherKnows(_ plane: Plane) async throws {
        _ = try await plane.apply(queue("gate", "paused: true")) { $0.owner = "another" }
        let id = try await plane.submit("gate")
        _ = try await plane.admin.overrideQueue(request("paused", "false") { $0.queueName = "gate" })
        try await plane.wait(id, for: .done)
    }
}
