import GRPCCore
import JobQueueProto
import Lifecycle
import PostgresStore
import SwiftProtobuf
import Synchronization
import Testing
import WorkerRuntime

@Suite(.timeLimit(.minutes(2))) struct JobFlowTests {
    @Test func aSubmittedJobRunsAndItsResultComesBack() async throws {
        try await withPlane { plane in
            try await withWorker(
                servers: [plane.port], handlers: handlers { Array("seen: ".utf8) + $0.payload }
            ) { _ in
                let id = try await plane.submit("default", "hello")
                let job = try await plane.wait(id, for: .done)
                #expect(String(decoding: job.result, as: UTF8.self) == "seen: hello")
                #expect(try await plane.trail(id) == ["pending", "assigned", "running", "done"])
            }
        }
    }

    @Test func aFailingJobIsRetriedThenSucceeds() async throws {
        try await withPlane { plane in
            _ = try await plane.apply(
                """
                apiVersion: jq.dev/v1alpha1
                kind: Queue
                metadata: {name: flaky}
                spec: {maxRetries: 3, backoff: {base: 10ms, max: 20ms}}
                """)
            let registry = handlers { job in
                if job.retryCount < 2 { throw PermanentlyUnlucky(attempt: job.attempt) }
                return Array("attempt \(job.attempt)".utf8)
            }
            try await withWorker(servers: [plane.port], queues: ["flaky"], handlers: registry) { _ in
                let id = try await plane.submit("flaky")
                let job = try await plane.wait(id, for: .done)
                #expect(String(decoding: job.result, as: UTF8.self) == "attempt 3" && job.retryCount == 2)
                let once = ["assigned", "running", "failed", "pending(RETRY)"]
                #expect(
                    try await plane.trail(id) == ["pending"] + once + once + ["assigned", "running", "done"])
            }
        }
    }

    @Test func aPermanentFailureIsADeadLetterAtOnceAndCanBeRetriedByHand() async throws {
        try await withPlane { plane in
            let shared = Shared()
            let registry = handlers { _ in
                if !shared.flag { throw PermanentFailure("cannot be mended") }
                return []
            }
            try await withWorker(servers: [plane.port], handlers: registry) { _ in
                let id = try await plane.submit()
                let dead = try await plane.wait(id, for: .deadLettered)
                #expect(dead.errorMessage.contains("cannot be mended") && dead.reason == "PERMANENT_FAILURE")
                shared.raise()
                _ = try await plane.jobs.retryJob(.with { $0.jobID = id })
                try await plane.wait(id, for: .done)
                #expect(
                    try await code { try await plane.jobs.retryJob(.with { $0.jobID = id }) }
                        == .failedPrecondition)
            }
        }
    }

    @Test func higherPrioritiesRunFirstAndPausedQueuesNotAtAll() async throws {
        try await withPlane { plane in
            _ = try await plane.apply(queue("held", "paused: true"))
            let low = [
                try await plane.submit { $0.priority = 1 }, try await plane.submit { $0.priority = 1 },
                try await plane.submit { $0.priority = 1 },
            ]
            let high = try await plane.submit { $0.priority = 9 }
            let held = try await plane.submit("held") { $0.priority = 9 }
            let order = Order()
            let registry = handlers { job in
                order.append(job.jobID)
                return []
            }
            try await withWorker(
                servers: [plane.port], queues: ["default", "held"], concurrency: 1, handlers: registry
            ) { _ in
                for id in low + [high] { try await plane.wait(id, for: .done) }
                #expect(order.all == [high] + low)
                #expect(try await plane.jobs.getJobStatus(.with { $0.jobID = held }).job.status == .pending)
                _ = try await plane.apply(queue("held", "paused: false"))
                try await plane.wait(held, for: .done)
            }
        }
    }

    @Test func aRunningJobIsKilledByForce() async throws {
        try await withPlane { plane in
            let id = try await plane.submit("default", #"{"command": ["sleep", "1000"]}"#)
            try await withWorker(servers: [plane.port], handlers: HandlerRegistry()) { _ in
                try await plane.wait(id, for: .running)
                #expect(
                    try await code { try await plane.jobs.cancelJob(.with { $0.jobID = id }) }
                        == .failedPrecondition)
                _ = try await plane.jobs.cancelJob(
                    .with {
                        $0.jobID = id; $0.force = true
                    })
                let job = try await plane.wait(id, for: .deadLettered)
                #expect(job.reason == "CANCELLED")
            }
        }
    }

    @Test func everyCallChecksWhatItIsGiven() async throws {
        try await withPlane { plane in
            let nobody = freshJobID().description
            #expect(try await plane.jobs.listJobs(.init()).jobs.isEmpty)
            let unknown = try await code { try await plane.submit("nowhere") }
            #expect(unknown == .notFound)
            #expect(try await code { try await plane.submit { $0.priority = 10 } } == .invalidArgument)
            #expect(try await code { try await plane.submit { $0.jobID = "x" } } == .invalidArgument)
            #expect(
                try await code { try await plane.submit { $0.payload = .init(repeating: 0, count: 2 << 20) } }
                    == .invalidArgument)
            #expect(
                try await code { try await plane.jobs.getJobStatus(.with { $0.jobID = nobody }) } == .notFound
            )
            #expect(
                try await code { try await plane.jobs.getJobLogs(.with { $0.jobID = nobody }) } == .notFound)
            #expect(
                try await code { try await plane.jobs.cancelJob(.with { $0.jobID = nobody }) } == .notFound)
            #expect(
                try await code { try await plane.jobs.retryJob(.with { $0.jobID = nobody }) } == .notFound)
            #expect(
                try await code { try await plane.jobs.listJobs(.with { $0.pageSize = 101 }) }
                    == .invalidArgument)
            #expect(
                try await code { try await plane.workers.heartbeat(.with { $0.workerID = nobody }) }
                    == .notFound)
            #expect(
                try await code { try await plane.workers.deregister(.with { $0.workerID = nobody }) }
                    == .notFound)
            #expect(
                try await code { try await plane.workers.registerWorker(.with { $0.concurrency = 0 }) }
                    == .invalidArgument)
            #expect(
                try await code { try await plane.admin.createQueue(.with { $0.name = "Bad Name" }) }
                    == .invalidArgument)
            #expect(
                try await code { try await plane.admin.createQueue(.with { $0.name = "default" }) }
                    == .alreadyExists)
            #expect(
                try await code { try await plane.admin.deleteQueue(.with { $0.name = "nowhere" }) }
                    == .notFound)
            #expect(
                try await code { try await plane.admin.drainWorker(.with { $0.workerID = nobody }) }
                    == .notFound)
            #expect(
                try await code { try await plane.admin.getQueueStats(.with { $0.name = "nowhere" }) }
                    == .notFound)
        }
    }

    @Test func bulkSubmitsAreAllOrNoneAndRepeatable() async throws {
        try await withPlane { plane in
            let ids = (0..<100).map { _ in freshJobID().description }
            @Sendable func request(_ queue: String) -> Jq_V1_SubmitJobsRequest {
                .with {
                    $0.jobs = ids.map { id in
                        .with {
                            $0.jobID = id; $0.queueName = queue
                        }
                    }
                }
            }
            var mixed = request("default")
            mixed.jobs[50].queueName = "nowhere"
            let refused = mixed
            #expect(try await code { try await plane.jobs.submitJobs(refused) } == .notFound)
            #expect(try await plane.jobs.submitJobs(request("default")).created == 100)
            #expect(try await plane.jobs.submitJobs(request("default")).created == 0)
            let streamed = try await plane.jobs.submitJobStream { writer in
                try await writer.write(request("default"))
                try await writer.write(.with { $0.jobs = [.with { $0.queueName = "default" }] })
            }
            #expect(streamed.received == 101 && streamed.created == 1)
            var pages = 0
            var token = ""
            repeat {
                let page = try await plane.jobs.listJobs(
                    .with {
                        $0.queueName = "default"; $0.status = .pending; $0.pageSize = 40; $0.pageToken = token
                    })
                token = page.nextPageToken
                pages += 1
            } while !token.isEmpty
            #expect(pages == 3)
            let stats = try await plane.admin.getQueueStats(.with { $0.name = "default" }).stats
            #expect(stats.pending == 101 && stats.hasOldestPendingAt)
        }
    }
}

func queue(_ name: String, _ spec: String) -> String {
    "{apiVersion: jq.dev/v1alpha1, kind: Queue, metadata: {name: \(name)}, spec: {\(spec)}}\n"
}

struct PermanentlyUnlucky: Error, CustomStringConvertible {
    var attempt: Int
    var description: String { "unlucky in attempt \(attempt)" }
}

/// A flag that a handler looks at.
final class Shared: Sendable {
    private let value = Mutex(false)
    var flag: Bool { value.withLock { $0 } }
    func raise() { value.withLock { $0 = true } }
}

/// What handlers saw, in order.
final class Order: Sendable {
    private let seen = Mutex<[String]>([])
    var all: [String] { seen.withLock { $0 } }
    func append(_ text: String) { seen.withLock { $0.append(text) } }
}
