import GRPCCore
import JobQueueProto
import Lifecycle
import PostgresStore
import SwiftProtobuf
import Testing
import WorkerRuntime

@Suite(.timeLimit(.minutes(2))) struct DeclarationFlowTests {
    private func job(_ name: String, _ spec: String) -> String {
        "---\n{apiVersion: jq.dev/v1alpha1, kind: Job, metadata: {name: \(name)}, spec: {\(spec)}}\n"
    }

    private func key(_ kind: String, _ name: String) -> Jq_V1_ResourceKey {
        .with {
            $0.kind = kind; $0.name = name
        }
    }

    @Test func aManifestBecomesARunAndItsStatusComesBack() async throws {
        try await withPlane { plane in
            let manifest =
                queue("work", "maxRetries: 1") + job("hello", "queue: work, command: [echo, hello]")
            let planned = try await plane.resources.plan(
                .with {
                    $0.files = [
                        .with {
                            $0.path = "a.yaml"; $0.content = .init(manifest.utf8)
                        }
                    ]
                }
            ).plan
            let applied = try await plane.apply(manifest)
            #expect(applied.applied && applied.plan.create == 2)
            #expect(planned.entries.map(\.key) == applied.plan.entries.map(\.key))
            #expect(applied.plan.entries[1].runs && applied.plan.entries[1].runKey.count == 64)
            try await withWorker(servers: [plane.port], queues: ["work"], handlers: HandlerRegistry()) { _ in
                try await plane.resources.watchResources(.with { $0.kind = "Job" }) { response in
                    var isSynced = false
                    for try await event in response.messages {
                        isSynced = isSynced || event.type == .synced
                        if event.resource.conditions.contains(where: {
                            $0.type == "Complete" && $0.status == "True"
                        }) {
                            return
                        }
                    }
                    Issue.record("the watch ended early")
                }
            }
            let again = try await plane.apply(manifest)
            #expect(again.plan.unchanged == 2 && again.plan.hash == again.plan.hash)
            let found = try await plane.resources.getResource(.with { $0.key = key("Job", "hello") }).resource
            #expect(
                found.generation == 1 && String(decoding: found.status, as: UTF8.self).contains("hello\\n"))
            #expect(found.conditions.contains { $0.type == "Ready" && $0.status == "True" })
        }
    }

    @Test func badManifestsRefuseTheSetUnlessToldOtherwise() async throws {
        try await withPlane { plane in
            let manifest = queue("good", "maxRetries: 1") + "---\n" + queue("bad", "maxRetrys: 1")
            let refused = try await plane.apply(manifest)
            #expect(!refused.applied)
            #expect(
                refused.problems.map(\.text).contains {
                    $0.contains("maxRetrys") && $0.contains("test.yaml:2") == false
                })
            #expect(
                try await code {
                    try await plane.resources.getResource(.with { $0.key = key("Queue", "good") })
                } == .notFound)
            let kept = try await plane.apply(manifest) { $0.keepGoing = true }
            #expect(kept.applied)
            #expect(
                try await plane.resources.getResource(.with { $0.key = key("Queue", "good") }).resource
                    .generation == 1)
        }
    }

    @Test func aPlanIsRefusedWhenTheLiveStateHasMoved() async throws {
        try await withPlane { plane in
            let files: [Jq_V1_ManifestFile] = [
                .with {
                    $0.path = "q.yaml"; $0.content = .init(queue("x", "maxRetries: 2").utf8)
                }
            ]
            let hash = try await plane.resources.plan(.with { $0.files = files }).plan.hash
            _ = try await plane.apply(queue("x", "maxRetries: 5"))
            let outcome = try await code {
                try await plane.resources.apply(
                    .with {
                        $0.files = files; $0.expectedHash = hash
                    })
            }
            #expect(outcome == .failedPrecondition)
        }
    }

    @Test func historyAndRollback() async throws {
        try await withPlane { plane in
            _ = try await plane.apply(queue("x", "maxRetries: 1"))
            _ = try await plane.apply(queue("x", "maxRetries: 2"))
            let target = key("Queue", "x")
            let revisions = try await plane.resources.getHistory(.with { $0.key = target }).revisions
            #expect(
                revisions.map(\.action) == ["changed", "created"] && revisions.map(\.generation) == [2, 1])
            let dry = try await plane.resources.rollback(
                .with {
                    $0.key = target; $0.dryRun = true
                }
            ).plan
            #expect(dry.entries[0].changes.map(\.path) == ["spec.maxRetries"])
            _ = try await plane.resources.rollback(.with { $0.key = target })
            let queues = try await plane.admin.listQueues(.init()).queues
            #expect(queues.first { $0.name == "x" }?.maxRetries == 1)
            #expect(
                try await code { try await plane.resources.getHistory(.with { $0.key = key("Queue", "no") }) }
                    == .notFound)
        }
    }

    @Test func aQueueWithPendingJobsIsNotDeletedByAccident() async throws {
        try await withPlane { plane in
            _ = try await plane.apply(queue("x", ""))
            _ = try await plane.submit("x")
            let target = key("Queue", "x")
            #expect(
                try await code { try await plane.resources.deleteResource(.with { $0.key = target }) }
                    == .failedPrecondition)
            #expect(
                try await code { try await plane.admin.deleteQueue(.with { $0.name = "x" }) }
                    == .failedPrecondition)
            _ = try await plane.apply(queue("x", "onDelete: Cancel"))
            _ = try await plane.resources.deleteResource(.with { $0.key = target })
            #expect(try await plane.admin.listQueues(.init()).queues.map(\.name) == ["default"])
            let dead = try await plane.jobs.listJobs(.with { $0.status = .deadLettered }).jobs
            #expect(dead.map(\.reason) == ["CANCELLED"])
        }
    }

    @Test func poolsConfigureTheirWorkers() async throws {
        try await withPlane { plane in
            @Sendable func pool(_ spec: String) -> String {
                "{apiVersion: jq.dev/v1alpha1, kind: WorkerPool, metadata: {name: p}, spec: {runtime: External, \(spec)}}\n"
            }
            _ = try await plane.apply(
                queue("one", "") + "---\n" + queue("two", "") + "---\n"
                    + pool("queues: [one], concurrency: 3"))
            try await withWorker(
                servers: [plane.port], queues: ["default"], pool: "p", handlers: handlers { _ in [] }
            ) { _ in
                try await plane.wait(try await plane.submit("one"), for: .done)
                let id = try await plane.submit("two")
                _ = try await plane.apply(pool("queues: [two], concurrency: 3"))
                try await plane.wait(id, for: .done)
                _ = try await plane.apply(pool("queues: [two], concurrency: 3, drain: true"))
                let held = try await plane.submit("two")
                _ = try await plane.apply(pool("queues: [two], concurrency: 3, drain: false"))
                try await plane.wait(held, for: .done)
            }
        }
    }
}
