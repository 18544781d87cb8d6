import Lifecycle
import Planning
import PostgresStore
import Resources
import TestAPIServer
import TestCluster
import Testing

extension ControllersOfAClusterTests {
    /// What becomes of declarations, and of the objects that are held, when somebody deletes them.
    @Suite(.serialized, .timeLimit(.minutes(5))) struct DeletionTests {
        /// A queue with a pending job, both reported.
        private func loaded(_ world: World, _ spec: Value = [:]) async throws -> JobID {
            try world.create(queue("q", spec), queue("spare"), job("j"))
            try await world.wait(.job, "j") { $0.isTrue("Reconciling", reason: "Running") }
            let isHeld = spec["onDelete"] == nil || spec["onDelete"] == "Drain"
            try await world.wait(.queue, "q") { $0.isTrue("Ready") && $0.isHeld == isHeld }
            return try #require(try await world.runs("j").first).jobID
        }

        @Test func blockHoldsTheObjectUntilTheJobsHaveEnded() async throws {
            try await withController { world, _ in
                let run = try await loaded(world)
                try world.delete(.queue, "q")
                let held = try await world.wait(.queue, "q") {
                    $0.condition("Ready")?["reason"] == "Deleting"
                }
                #expect(held.condition("Ready")?["message"]?.stringValue?.contains("onDelete: Block") == true)
                #expect(held.isTrue("Reconciling", reason: "Deleting"))
                try await world.eventually("event") {
                    try world.events("q").contains { $0.reason == "DeletionBlocked" && $0.type == "Warning" }
                }
                #expect(try await world.store.queue(named: "q")?.draining == false)
                try await world.finish(run)
                try world.annotate(.queue, "q", "jq.dev/reconcile-at", "now")
                try await world.waitUntilGone(.queue, "q")
                #expect(try await world.declared(.queue, "q") == nil)
                #expect(try await world.store.queue(named: "q") == nil)
            }
        }

        /// Nobody announces the end of the last job: the look that was put off finds it.
        @Test func aHeldObjectGoesWithoutAnotherWord() async throws {
            try await withController { world, _ in
                let run = try await loaded(world)
                try world.delete(.queue, "q")
                try await world.wait(.queue, "q") { $0.condition("Ready")?["reason"] == "Deleting" }
                try await world.finish(run)
                try await world.waitUntilGone(.queue, "q")
            }
        }

        @Test func drainTakesNoMoreAndGoesWhenEmpty() async throws {
            try await withController { world, _ in
                let run = try await loaded(world, ["onDelete": "Drain"])
                try world.delete(.queue, "q")
                try await world.eventually("draining") {
                    try await world.store.queue(named: "q")?.draining == true
                }
                let held = try await world.wait(.queue, "q") {
                    $0.condition("Ready")?["reason"] == "Deleting"
                }
                #expect(held.at("metadata", "finalizers") == ["jq.dev/queue-jobs"])
                try await world.finish(run)
                // What jq-server does as one of its monitors; the controller's own next look may have been faster.
                _ = try await world.store.removeDrainedQueues()
                try? world.annotate(.queue, "q", "jq.dev/reconcile-at", "now")
                try await world.waitUntilGone(.queue, "q")
                #expect(try await world.declared(.queue, "q") == nil)
            }
        }

        @Test func cancelHoldsNothing() async throws {
            try await withController { world, _ in
                let run = try await loaded(world, ["onDelete": "Cancel"])
                try world.delete(.queue, "q")
                #expect(try world.object(.queue, "q") == nil)
                try await world.eventually("cancelled") {
                    try await world.store.job(run)?.state == .deadLettered
                }
                #expect(try await world.declared(.queue, "q") == nil)
                try await world.wait(.job, "j") { $0.isTrue("Stalled") }
            }
        }

        @Test func moveToTakesTheJobsAlong() async throws {
            try await withController { world, _ in
                let run = try await loaded(world, ["onDelete": "MoveTo", "moveTo": "spare"])
                try world.delete(.queue, "q")
                try await world.eventually("moved") { try await world.store.job(run)?.queue == "spare" }
                try await world.eventually("gone") { try await world.store.queue(named: "q") == nil }
            }
        }

        /// Whoever wants a held object gone may change its mind about how.
        @Test func aHeldObjectMayBeLetGoByAnotherPolicy() async throws {
            try await withController { world, _ in
                let run = try await loaded(world)
                try world.delete(.queue, "q")
                try await world.wait(.queue, "q") { $0.condition("Ready")?["reason"] == "Deleting" }
                try world.edit(.queue, "q", ["onDelete": "Cancel"])
                try await world.waitUntilGone(.queue, "q")
                #expect(try await world.store.job(run)?.state == .deadLettered)
            }
        }

        /// A pause would keep its jobs from ever ending.
        @Test func aHeldQueueCanBeResumed() async throws {
            try await withController { world, _ in
                _ = try await loaded(world, ["paused": true])
                try world.delete(.queue, "q")
                try await world.wait(.queue, "q") { $0.condition("Ready")?["reason"] == "Deleting" }
                try world.edit(.queue, "q", ["paused": false])
                try await world.eventually("resumed") {
                    try await world.store.queue(named: "q")?.settings.paused == false
                }
                #expect(try world.object(.queue, "q") != nil)
            }
        }

        /// What drains is declared no more, and an edit of its object does not bring it back.
        @Test func aDrainingQueueDoesNotComeBack() async throws {
            try await withController { world, _ in
                let run = try await loaded(world, ["onDelete": "Drain"])
                try world.delete(.queue, "q")
                try await world.eventually("draining") {
                    try await world.store.queue(named: "q")?.draining == true
                }
                try world.edit(.queue, "q", ["maxRetries": 9])
                try await world.wait(.queue, "q") { $0.at("status", "observedGeneration") == 3 }
                #expect(try await world.declared(.queue, "q") == nil)
                #expect(try await world.store.queue(named: "q")?.draining == true)
                try await world.finish(run)
                try world.annotate(.queue, "q", "jq.dev/reconcile-at", "now")
                try await world.waitUntilGone(.queue, "q")
            }
        }

        @Test(arguments: ["Finish", "Orphan", "Cancel"])
        func aJobsDeletionPolicyDecidesAboutItsRun(_ policy: String) async throws {
            try await withController { world, _ in
                try world.create(queue("q"), job("j", "a", ["deletionPolicy": .string(policy)]))
                try await world.eventually("run") { try await world.runs("j").count == 1 }
                let run = try #require(try await world.runs("j").first).jobID
                try world.delete(.job, "j")
                try await world.eventually("deleted") { try await world.declared(.job, "j") == nil }
                #expect(
                    try await world.store.job(run)?.state == (policy == "Cancel" ? .deadLettered : .pending))
                #expect(try await world.runs("j").count == 1)
            }
        }

        /// The way out when the database is gone for good.
        @Test func aReleasedObjectGoesWithoutTheDatabase() async throws {
            let cluster = TestCluster(settings: [:])
            try await withWorld(cluster: cluster) { world in
                let member = try Member(in: world)
                _ = try await loaded(world)
                try cluster.stop(immediate: true)
                try world.delete(.queue, "q")
                try await world.wait(.queue, "q") {
                    $0.condition("Ready")?["reason"] == "DatabaseUnavailable"
                }
                try world.annotate(.queue, "q", "jq.dev/release", "true")
                try await world.waitUntilGone(.queue, "q")
                await member.kill()
            }
        }

        @Test func aDeletionWaitsForTheDatabaseAndIsDoneThen() async throws {
            let cluster = TestCluster(settings: [:])
            try await withWorld(cluster: cluster) { world in
                let member = try Member(in: world)
                try world.create(queue("q"), queue("other"))
                try await world.wait(.queue, "q") { $0.isTrue("Ready") && $0.isHeld }
                try cluster.stop(immediate: true)
                try world.delete(.queue, "q")
                try world.edit(.queue, "other", ["maxRetries": 9])
                try await world.wait(.queue, "q") {
                    $0.condition("Ready")?["reason"] == "DatabaseUnavailable"
                }
                #expect(try world.object(.queue, "q")?.at("metadata", "finalizers") == ["jq.dev/queue-jobs"])
                try cluster.resume()
                try await world.waitUntilGone(.queue, "q")
                try await world.wait(.queue, "other") { $0.isTrue("Ready", reason: "Serving") }
                try await member.stop()
            }
        }

        @Test func aNamespaceTakesItsObjectsAlong() async throws {
            try await withController { world, _ in
                try world.api.create(
                    "namespaces", ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "team"]])
                try world.create(
                    queue("q", in: "team"), queue("drained", in: "team", ["onDelete": "Drain"]),
                    job("j", in: "team"),
                    queue("q"))
                try await world.wait(.job, "j", in: "team") { $0.isTrue("Reconciling", reason: "Running") }
                let run = try #require(try await world.runs("j", in: "team").first).jobID
                try await world.finish(run)
                try world.api.delete("namespaces", namespace: "", name: "team")
                try await world.eventually("namespace gone") {
                    try world.api.get("namespaces", namespace: "", name: "team") == nil
                }
                try await world.eventually("nothing declared there") {
                    try await world.store.declared().map(\.live.resource.key.description) == ["Queue/q"]
                }
            }
        }

        /// Who takes the definition away has not said that every queue should go.
        @Test func aDeletedDefinitionDeletesNothing() async throws {
            try await withController { world, _ in
                try world.create(
                    queue("q", ["onDelete": "Cancel"]), job("j"),
                    manifest(
                        .schedule, "s",
                        ["every": "1m", "jobTemplate": ["spec": ["queue": "q", "command": ["a"]]]]))
                try await world.wait(.job, "j") { $0.isTrue("Reconciling", reason: "Running") }
                try await world.eventually("all") { try await world.store.declared().count == 3 }
                // Something of another controller's keeps one definition in its deletion for a while.
                var other = queue("other", ["onDelete": "Cancel"])
                other.set(["metadata", "finalizers"], ["example.com/other"])
                try world.create(other)
                try await world.wait(.queue, "other") { $0.isTrue("Ready") }
                for kind in [Kind.queue, .job, .schedule] {
                    try world.api.delete(
                        "customresourcedefinitions.apiextensions.k8s.io", namespace: "", name: kind.served)
                }
                // Deletions are taken up in order: when the marker is there, they have been.
                try world.create(manifest(.workerPool, "marker", ["queues": ["q"], "replicas": 0]))
                try await world.wait(.workerPool, "marker") { $0.isTrue("Ready") }
                #expect(try await world.store.declared().count == 5)
                #expect(try await world.runs("j").map(\.state) == [.pending])
            }
        }

        /// Held objects do not keep a definition from going; what they declared is kept.
        @Test func heldObjectsOfADeletedDefinitionAreLetGo() async throws {
            try await withController { world, _ in
                let run = try await loaded(world)
                try world.api.delete(
                    "customresourcedefinitions.apiextensions.k8s.io", namespace: "", name: "queues.jq.dev")
                try await world.eventually("definition gone") {
                    try world.api.get(
                        "customresourcedefinitions.apiextensions.k8s.io", namespace: "", name: "queues.jq.dev"
                    )
                        == nil
                }
                try world.create(manifest(.workerPool, "marker", ["queues": ["q"], "replicas": 0]))
                try await world.wait(.workerPool, "marker") { $0.isTrue("Ready") }
                #expect(try await world.declared(.queue, "q") != nil)
                #expect(try await world.store.job(run)?.state == .pending)
            }
        }
    }
}
