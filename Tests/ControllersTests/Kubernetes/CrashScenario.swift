import Lifecycle
import Planning
import PostgresStore
import Resources
import TestAPIServer
import Testing

/// A change that a controller brings about, in which it may die at any moment.
struct CrashScenario: Sendable, CustomTestStringConvertible {
    var name: String
    /// What there is before the change, brought about by a controller that does not die.
    var before: (@Sendable (World) throws -> Void)?
    /// That it is there.
    var isReady: @Sendable (World) async throws -> Bool = { _ in true }
    /// The change, made while no controller runs.
    var change: @Sendable (World) async throws -> Void
    /// What workers and servers do meanwhile; called again and again, at any time.
    var meanwhile: @Sendable (World) async throws -> Void = { _ in }
    /// That the change has come to its end.
    var isDone: @Sendable (World) async throws -> Bool
    /// Pods have workers.
    var hasPods = false
    var testDescription: String { name }
}

extension CrashScenario {
    static let all: [CrashScenario] = [
        CrashScenario(
            name: "create with finalizer",
            change: { try $0.create(queue("q", ["maxRetries": 5])) },
            isDone: {
                guard let object = try $0.object(.queue, "q") else { return false }
                return object.isTrue("Ready", reason: "Serving") && object.isHeld
            }),
        CrashScenario(
            name: "edit",
            before: { try $0.create(queue("q")) },
            isReady: {
                try $0.object(.queue, "q")?.isTrue("Ready") ?? false
                    && $0.object(.queue, "q")?.isHeld ?? false
            },
            change: { try $0.edit(.queue, "q", ["maxRetries": 9, "paused": true]) },
            isDone: { try $0.object(.queue, "q")?.isTrue("Ready", reason: "Paused") ?? false }),
        CrashScenario(
            name: "job run",
            change: { try $0.create(queue("q"), job("j")) },
            meanwhile: { world in for run in try await world.runs("j") { try await world.finish(run.jobID) }
            },
            isDone: { try $0.object(.job, "j")?.isTrue("Complete") ?? false }),
        CrashScenario(
            name: "new content, the old run cancelled first",
            before: { try $0.create(queue("q"), job("j", "a", ["onChange": "CancelThenRun"])) },
            isReady: { try $0.object(.job, "j")?.isTrue("Reconciling", reason: "Running") ?? false },
            change: { try $0.edit(.job, "j", ["command": ["b"]]) },
            isDone: {
                try await $0.runs("j").count == 2
                    && $0.object(.job, "j")?.isTrue("Reconciling", reason: "Running") ?? false
            }),
        CrashScenario(
            name: "delete, Block, after the job has ended",
            before: { try $0.create(queue("q"), job("j")) },
            isReady: {
                try $0.object(.job, "j")?.isTrue("Reconciling", reason: "Running") ?? false
                    && $0.object(.queue, "q")?.isHeld ?? false
            },
            change: { world in
                try world.delete(.queue, "q")
                for run in try await world.runs("j") { try await world.finish(run.jobID) }
            },
            isDone: {
                try await $0.declared(.queue, "q") == nil && $0.object(.queue, "q") == nil
                    && $0.object(.job, "j")?.isTrue("Complete") ?? false
            }),
        CrashScenario(
            name: "delete, Drain",
            before: { try $0.create(queue("q", ["onDelete": "Drain"]), job("j")) },
            isReady: {
                try $0.object(.job, "j")?.isTrue("Reconciling", reason: "Running") ?? false
                    && $0.object(.queue, "q")?.isHeld ?? false
            },
            change: { try $0.delete(.queue, "q") },
            meanwhile: { world in
                guard try await world.store.queue(named: "q")?.draining == true else { return }
                for run in try await world.runs("j") { try await world.finish(run.jobID) }
                if try await world.store.removeDrainedQueues().contains("q"),
                    try world.object(.queue, "q") != nil
                {
                    try world.annotate(.queue, "q", "jq.dev/reconcile-at", "now")
                }
            },
            isDone: {
                try await $0.store.queue(named: "q") == nil && $0.object(.queue, "q") == nil
                    && $0.object(.job, "j")?.isTrue("Complete") ?? false
            }),
        CrashScenario(
            name: "delete, Cancel, unseen",
            before: { try $0.create(queue("q", ["onDelete": "Cancel"]), job("j")) },
            isReady: { try $0.object(.job, "j")?.isTrue("Reconciling", reason: "Running") ?? false },
            change: { try $0.delete(.queue, "q") },
            isDone: {
                try await $0.declared(.queue, "q") == nil && $0.object(.job, "j")?.isTrue("Stalled") ?? false
            }),
        CrashScenario(
            name: "absent job and schedule",
            before: {
                try $0.create(
                    queue("q"), job("j"),
                    manifest(
                        .schedule, "s",
                        ["every": "1m", "jobTemplate": ["spec": ["queue": "q", "command": ["a"]]]]))
            },
            isReady: {
                try $0.object(.job, "j")?.isTrue("Reconciling", reason: "Running") ?? false
                    && $0.object(.schedule, "s")?.isTrue("Ready") ?? false
            },
            change: {
                try $0.delete(.job, "j")
                try $0.delete(.schedule, "s")
            },
            isDone: { try await $0.store.declared().count == 1 }),
        CrashScenario(
            name: "an invalid and a blocked object",
            change: { try $0.create(job("lost", queue: "nowhere"), queue("q"), job("j")) },
            isDone: {
                try await $0.runs("j").count == 1 && $0.object(.job, "j")?.isTrue("Reconciling") ?? false
                    && $0.object(.job, "lost")?.isTrue("Stalled", reason: "Blocked") ?? false
            }),
    ]
}
