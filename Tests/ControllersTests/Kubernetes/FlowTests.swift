import Controllers
import CustomResources
import Lifecycle
import Planning
import Postgres
import PostgresStore
import Resources
import TestAPIServer
import Testing

extension ControllersOfAClusterTests {
    /// The whole way of objects through a running controller.
    @Suite(.serialized, .timeLimit(.minutes(5))) struct FlowTests {
        @Test func aQueueIsHeldAppliedEditedAndLetGo() async throws {
            try await withController { world, _ in
                try world.create(queue("q", ["maxRetries": 5]))
                var object = try await world.wait(.queue, "q") {
                    $0.isTrue("Ready", reason: "Serving") && $0.isHeld
                }
                #expect(object.at("status", "observedGeneration") == 1)
                #expect(try await world.store.queue(named: "q")?.settings.maxRetries == 5)

                try world.edit(.queue, "q", ["maxRetries": 7, "paused": true])
                object = try await world.wait(.queue, "q") { $0.isTrue("Ready", reason: "Paused") }
                #expect(
                    object.at("status", "observedGeneration") == 2 && object.at("status", "paused") == true)
                #expect(try await world.store.queue(named: "q")?.settings.maxRetries == 7)

                try world.delete(.queue, "q")
                try await world.waitUntilGone(.queue, "q")
                #expect(try await world.store.queue(named: "q") == nil)
                #expect(try await world.declared(.queue, "q") == nil)
                try await world.eventually("events") {
                    Set(try world.events("q").map(\.reason)).isSuperset(of: ["Created", "Changed", "Deleted"])
                }
            }
        }

        @Test func aJobRunsOnceAndStaysComplete() async throws {
            try await withController { world, member in
                try world.create(queue("q"), job("j"))
                var object = try await world.wait(.job, "j") { $0.isTrue("Reconciling", reason: "Running") }
                #expect(object.condition("Ready")?["status"] == "False")
                let run = try #require(try await world.runs("j").first)
                #expect(object.at("status", "runId")?.stringValue == run.jobID.description)
                #expect(object.at("status", "phase") == "PENDING")

                let lease = try #require(try await world.hold(run.jobID))
                try await world.wait(.job, "j") { $0.at("status", "phase") == "RUNNING" }
                _ = try await world.store.settle(
                    started: [], completed: [Completion(lease: lease, result: Array("42".utf8))])
                object = try await world.wait(.job, "j") { $0.isTrue("Complete") }
                #expect(object.isTrue("Ready", reason: "Succeeded"))
                #expect(object.condition("Reconciling") == nil && object.condition("Stalled") == nil)
                #expect(object.at("status", "result") == "42")
                #expect(object.at("status", "runs")?.arrayValue?.count == 1)
                try await world.eventually("events") {
                    Set(try world.events("j").map(\.reason)).isSuperset(of: ["RunStarted", "RunCompleted"])
                }
                // A label is no new content.
                try world.api.update("jobs.jq.dev", name: "j") {
                    $0.set(["metadata", "labels", "team"], "a")
                }
                try await world.eventually("label stored") {
                    try await world.declared(.job, "j")?.live.resource.labels == ["team": "a"]
                }
                #expect(try await world.runs("j").count == 1)
                #expect(member.plans.flatMap(\.entries).count { $0.run?.runs == true } == 1)
            }
        }

        @Test func aJobThatFailsForGoodIsStalled() async throws {
            try await withController { world, _ in
                try world.create(queue("q"), job("j"))
                try await world.eventually("a run") { try await !world.runs("j").isEmpty }
                let run = try #require(try await world.runs("j").first)
                let lease = try #require(try await world.hold(run.jobID))
                _ = try await world.store.fail([
                    Failure(lease: lease, end: .failedPermanently, message: "boom")
                ])
                let object = try await world.wait(.job, "j") { $0.isTrue("Failed") }
                #expect(object.isTrue("Stalled") && object.condition("Ready")?["status"] == "False")
                #expect(object.at("status", "error")?.stringValue?.contains("boom") == true)
                try await world.eventually("event") {
                    try world.events("j").contains { $0.reason == "RunFailed" && $0.type == "Warning" }
                }
                // Content that is new runs, and the failure is over.
                try world.edit(.job, "j", ["command": ["b"]])
                try await world.eventually("second run") { try await world.runs("j").count == 2 }
                try await world.finish(try await world.runs("j")[1].jobID)
                let mended = try await world.wait(.job, "j") { $0.isTrue("Complete") }
                #expect(mended.condition("Failed") == nil && mended.condition("Stalled") == nil)
            }
        }

        @Test func schedulesAndPoolsAreStoredAndReported() async throws {
            try await withController { world, _ in
                try world.create(
                    queue("q"),
                    manifest(
                        .schedule, "s",
                        ["every": "1m", "jobTemplate": ["spec": ["queue": "q", "command": ["a"]]]]),
                    manifest(.workerPool, "p", ["queues": ["q"], "replicas": 1]))
                try await world.wait(.schedule, "s") { $0.isTrue("Ready", reason: "Stored") }
                try await world.wait(.workerPool, "p") { $0.isTrue("Reconciling", reason: "WorkersMissing") }
                try world.edit(.schedule, "s", ["suspend": true])
                try await world.wait(.schedule, "s") {
                    $0.isTrue("Suspended") && $0.at("status", "suspended") == true
                }
                _ = try await world.store.register(
                    WorkerRegistration(
                        id: freshJobID(), hostname: "h", concurrency: 3, queues: ["q"], pool: "p",
                        version: "1"))
                let pool = try await world.wait(.workerPool, "p") {
                    $0.isTrue("Ready", reason: "WorkersOnline")
                }
                #expect(pool.at("status", "capacity") == 3 && pool.at("status", "ready") == 1)
                try world.delete(.schedule, "s")
                try world.delete(.workerPool, "p")
                try await world.eventually("both gone") {
                    try await world.store.declared().map(\.live.resource.key.kind) == [.queue]
                }
            }
        }

        @Test func queueCountsAreReported() async throws {
            try await withController { world, _ in
                try world.create(queue("q"))
                try await world.wait(.queue, "q") { $0.isTrue("Ready") }
                let jobs = (0..<3).map { _ in NewJob(id: freshJobID(), queue: "q", payload: []) }
                _ = try await world.store.submit(jobs, allOrNone: true)
                try await world.wait(.queue, "q") { $0.at("status", "pending") == 3 }
                try await world.finish(jobs[0].id)
                try await world.wait(.queue, "q") {
                    $0.at("status", "pending") == 2 && $0.at("status", "done") == 1
                }
            }
        }

        @Test func aJobBeforeItsQueueWaitsAndRunsWhenTheQueueComes() async throws {
            try await withController { world, _ in
                try world.create(job("j"))
                let object = try await world.wait(.job, "j") { $0.isTrue("Stalled", reason: "Blocked") }
                #expect(object.condition("Stalled")?["message"]?.stringValue?.contains("\"q\"") == true)
                #expect(try await world.runs("j").isEmpty)
                try world.create(queue("q"))
                try await world.wait(.job, "j") { $0.isTrue("Reconciling", reason: "Running") }
                #expect(try await world.runs("j").count == 1)
                try await world.eventually("event") {
                    try world.events("j").contains { $0.reason == "Blocked" }
                }
            }
        }

        @Test func anInvalidObjectIsStalledAndHoldsUpNobody() async throws {
            let lax = Kind.allCases.map { laxDefinition($0) }
            try await withController(server: { $0.definitions = lax }) { world, _ in
                try world.create(queue("bad", ["maxRetrys": 3]), queue("good"), job("j", queue: "good"))
                let object = try await world.wait(.queue, "bad") { $0.isTrue("Stalled", reason: "Invalid") }
                #expect(object.condition("Stalled")?["message"]?.stringValue?.contains("maxRetrys") == true)
                #expect(object.condition("Ready")?["status"] == "False")
                try await world.wait(.queue, "good") { $0.isTrue("Ready") }
                try await world.eventually("run") { try await world.runs("j").count == 1 }
                #expect(try await world.declared(.queue, "bad") == nil)
                try await world.eventually("event") {
                    try world.events("bad").contains { $0.reason == "Invalid" && $0.type == "Warning" }
                }
                // Valid once more: no cleaning up by hand.
                try world.edit(.queue, "bad", ["maxRetrys": nil, "maxRetries": 3])
                let mended = try await world.wait(.queue, "bad") { $0.isTrue("Ready", reason: "Serving") }
                #expect(mended.condition("Stalled") == nil)
                // And invalid again: what was applied stays.
                try world.edit(.queue, "bad", ["maxRetries": "many"])
                try await world.wait(.queue, "bad") { $0.isTrue("Stalled", reason: "Invalid") }
                #expect(try await world.store.queue(named: "bad")?.settings.maxRetries == 3)
            }
        }

        @Test func contentThatComesBackDoesNotRunAgain() async throws {
            try await withController { world, _ in
                try world.create(queue("q"), job("j", "a"))
                try await world.eventually("a ran") { try await world.runs("j").count == 1 }
                try world.edit(.job, "j", ["command": ["b"]])
                try await world.eventually("b ran") { try await world.runs("j").count == 2 }
                try world.edit(.job, "j", ["command": ["a"]])
                let object = try await world.wait(.job, "j") { $0.at("status", "observedGeneration") == 3 }
                #expect(object.at("status", "decision", "reason") == "AlreadyRan")
                #expect(try await world.runs("j").count == 2)
            }
        }

        /// A and B and A again, before anybody looked: what counts is what is there.
        @Test func whatNobodySawDoesNotRun() async throws {
            try await withWorld { world in
                var member = try Member(in: world)
                try world.create(queue("q"), job("j", "a"))
                try await world.eventually("a ran") { try await world.runs("j").count == 1 }
                try await member.stop()
                try world.edit(.job, "j", ["command": ["b"]])
                try world.edit(.job, "j", ["command": ["a"]])
                member = try Member(in: world)
                try await world.wait(.job, "j") { $0.at("status", "observedGeneration") == 3 }
                #expect(try await world.runs("j").count == 1)
                try await member.stop()
            }
        }

        @Test func deletedAndDeclaredAgainUnderTheSameNameItIsTheSameJob() async throws {
            try await withController { world, _ in
                try world.create(queue("q"), job("j", "a"))
                try await world.wait(.job, "j") { $0.isTrue("Reconciling", reason: "Running") }
                let uid = try world.object(.job, "j")?.at("metadata", "uid")
                try world.delete(.job, "j")
                try world.create(job("j", "a"))
                let again = try await world.wait(.job, "j") { $0.isTrue("Reconciling", reason: "Running") }
                #expect(again.at("metadata", "uid") != uid)
                try world.delete(.job, "j")
                try await world.eventually("forgotten") { try await world.declared(.job, "j") == nil }
                try world.create(job("j", "a"))
                try await world.eventually("declared") { try await world.declared(.job, "j") != nil }
                #expect(try await world.runs("j").count == 1)
            }
        }

        @Test func onceLooksAtEverythingAndEnds() async throws {
            try await withWorld { world in
                // By name the job comes first, by kind the queue.
                try world.create(job("a", queue: "z"), queue("z"))
                let good = try Member(in: world) { $0.once = true }
                try await good.end()
                #expect(!good.foundProblems)
                #expect(try await world.runs("a").count == 1)
                #expect(try world.object(.queue, "z")?.isTrue("Ready") == true)
                try world.create(job("lost", queue: "nowhere"))
                try world.delete(.job, "a")
                let bad = try Member(in: world) { $0.once = true }
                try await bad.end()
                #expect(bad.foundProblems)
                #expect(try world.object(.job, "lost")?.isTrue("Stalled", reason: "Blocked") == true)
                #expect(try await world.declared(.job, "a") == nil)
            }
        }

        /// What drifted is repaired at the next look, and told.
        @Test func aRowChangedByHandIsRepaired() async throws {
            try await withController { world, _ in
                try world.create(queue("q", ["maxRetries": 5]))
                try await world.wait(.queue, "q") { $0.isTrue("Ready") }
                try await world.database.simple("UPDATE queues SET max_retries = 1 WHERE name = 'q'")
                try await world.eventually("repaired") {
                    try await world.store.queue(named: "q")?.settings.maxRetries == 5
                }
                try await world.eventually("event") {
                    try world.events("q").contains { $0.reason == "Repaired" }
                }
            }
        }
    }
}

/// A definition that takes everything, as one of an older release may.
func laxDefinition(_ kind: Kind) -> Value {
    var definition = customResourceDefinition(kind)
    guard var version = definition.at("spec", "versions")?.arrayValue?.first else { return definition }
    let open: Value = ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
    version.set(
        ["schema", "openAPIV3Schema"], ["type": "object", "properties": ["spec": open, "status": open]])
    version.set(["selectableFields"], nil)
    version.set(["additionalPrinterColumns"], nil)
    definition.set(["spec", "versions"], [version])
    return definition
}
