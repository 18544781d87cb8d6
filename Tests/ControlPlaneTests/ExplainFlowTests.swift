import GRPCCore
import JobQueueProto
import Lifecycle
import PostgresStore
import SwiftProtobuf
import Testing
import WorkerRuntime

/// The main answers by gRPC, about jobs that really are where they say.
@Suite(.timeLimit(.minutes(2))) struct ExplainFlowTests {
    private func explain(_ plane: Plane, _ id: String) async throws -> Jq_V1_ExplainJobResponse {
        try await plane.jobs.explainJob(.with { $0.jobID = id })
    }

    @Test func aPausedQueue() async throws {
        try await withPlane { plane in
            _ = try await plane.apply(queue("work", ""))
            _ = try await plane.admin.overrideQueue(
                .with {
                    $0.queueName = "work"
                    $0.settings = [
                        .with {
                            $0.field = "paused"
                            $0.value = "true"
                        }
                    ]
                    $0.duration = .with { $0.seconds = 3600 }
                    $0.reason = "incident 42"
                    $0.actor = "ann"
                })
            let answer = try await explain(plane, try await plane.submit("work"))
            #expect(answer.causes.map(\.kind) == ["QUEUE_PAUSED", "NO_WORKER", "NEXT_IN_LINE"])
            #expect(answer.causes[0].message.hasPrefix("queue work is paused by ann until "))
            #expect(answer.causes[0].hasUntil && answer.position == 1 && !answer.hasEstimatedStart)
            #expect(answer.job.queueName == "work" && answer.job.status == .pending)
        }
    }

    @Test func busyWorkersAndARunningJob() async throws {
        try await withPlane { plane in
            let (held, release) = AsyncStream<Never>.makeStream()
            let registry = handlers { _ in
                for await _ in held {}
                return []
            }
            try await withWorker(servers: [plane.port], concurrency: 1, handlers: registry) { _ in
                let running = try await plane.submit()
                try await plane.wait(running, for: .running)
                let waiting = try await plane.submit()
                let answer = try await explain(plane, waiting)
                #expect(answer.causes.map(\.kind) == ["WORKERS_BUSY", "NEXT_IN_LINE"])
                #expect(
                    answer.causes[0].message.contains("all 1 slot of the 1 worker that serves queue default"))
                let runs = try await explain(plane, running)
                #expect(runs.causes.map(\.kind) == ["RUNNING"] && runs.position == 0)
                release.finish()
                try await plane.wait(waiting, for: .done)
                let ended = try await explain(plane, waiting)
                #expect(ended.causes.map(\.kind) == ["ENDED"])
                #expect(ended.causes[0].message.hasPrefix("it succeeded at "))
            }
        }
    }

    @Test func aFullLimitNamesWhoHoldsIt() async throws {
        try await withPlane { plane in
            _ = try await plane.apply(queue("work", "concurrency: {limit: 1}"))
            let worker = try await plane.workers.registerWorker(
                .with {
                    $0.concurrency = 4
                    $0.queues = ["work"]
                    $0.hostname = "host-1"
                }
            ).workerID
            let holder = try await plane.submit("work")
            let id = try #require(JobID(worker))
            _ = try await plane.store.claimGated([(try #require(JobID(holder)), id)], queues: ["work"])
            let answer = try await explain(plane, try await plane.submit("work"))
            #expect(answer.causes.map(\.kind) == ["LIMIT_REACHED", "NEXT_IN_LINE"])
            #expect(answer.causes[0].jobIds == [holder])
            #expect(
                answer.causes[0].message.contains(
                    "its limit is 1 (declared at test.yaml:1): \(holder) on host-1"))
        }
    }

    @Test func scheduledJobsAndJobResources() async throws {
        try await withPlane { plane in
            let later = try await plane.submit { $0.notBefore = .with { $0.seconds = 4_102_444_800 } }
            let answer = try await explain(plane, later)
            #expect(answer.causes.map(\.kind) == ["SCHEDULED", "NO_WORKER"])
            #expect(answer.causes[0].until.seconds == 4_102_444_800 && !answer.hasEstimatedStart)
            _ = try await plane.apply(
                queue("work", "")
                    + """
                    ---
                    apiVersion: jq.dev/v1alpha1
                    kind: Job
                    metadata: {name: seed}
                    spec: {queue: work, command: [echo]}
                    """)
            let run = try await plane.jobs.explainJob(.with { $0.resource = "seed" })
            #expect(run.causes.map(\.kind) == ["NO_WORKER", "NEXT_IN_LINE"] && run.job.resource == "seed")
        }
    }

    @Test func questionsThatCannotBeAnswered() async throws {
        try await withPlane { plane in
            _ = try await plane.apply(queue("nowhere", ""))
            #expect(try await code { try await explain(plane, freshJobID().description) } == .notFound)
            #expect(try await code { try await explain(plane, "seven") } == .invalidArgument)
            #expect(try await code { try await plane.jobs.explainJob(.init()) } == .invalidArgument)
            #expect(
                try await code { try await plane.jobs.explainJob(.with { $0.resource = "nowhere" }) }
                    == .notFound)
            #expect(
                try await code { try await plane.jobs.explainJob(.with { $0.resource = "a/b/c" }) }
                    == .invalidArgument)
        }
    }
}
