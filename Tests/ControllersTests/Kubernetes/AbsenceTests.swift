import Controllers
import KubernetesClient
import Planning
import PostgresStore
import Resources
import TestAPIServer
import Testing

extension ControllersOfAClusterTests {
    /// Deletions that nobody saw.
    @Suite(.serialized, .timeLimit(.minutes(5))) struct AbsenceTests {
        @Test func whatWasDeletedWhileNobodyLookedGoes() async throws {
            try await withWorld { world in
                var member = try Member(in: world)
                try world.create(queue("q"), job("j"), job("stays"), queue("held"))
                try await world.wait(.job, "j") { $0.isTrue("Reconciling", reason: "Running") }
                try await world.wait(.queue, "held") { $0.isTrue("Ready") && $0.isHeld }
                try await member.stop()
                try world.delete(.job, "j")
                try world.delete(.queue, "held")
                member = try Member(in: world)
                try await world.waitUntilGone(.queue, "held")
                try await world.eventually("j forgotten") { try await world.declared(.job, "j") == nil }
                #expect(try await world.declared(.job, "stays") != nil)
                #expect(try await world.runs("j").count == 1)
                try await member.stop()
            }
        }

        @Test func aMassThatVanishedUnseenIsKept() async throws {
            try await withWorld { world in
                var member = try Member(in: world)
                for index in 0..<12 { try world.create(queue("q\(index)", ["onDelete": "Cancel"])) }
                try await world.eventually("all") { try await world.store.declared().count == 12 }
                try await member.stop()
                for index in 0..<12 { try world.delete(.queue, "q\(index)") }
                member = try Member(in: world)
                try await world.eventually("said so") {
                    try await world.store.sources().first { $0.owner == "kubernetes" }?.message.contains(
                        "--max-prune")
                        == true
                }
                #expect(try await world.store.declared().count == 12)
                try await member.stop()
                // With somebody's word they go.
                member = try Member(in: world) { $0.maxPrune = 12 }
                try await world.eventually("gone") { try await world.store.declared().isEmpty }
                try await member.stop()
            }
        }

        /// A kind that cannot be listed is not empty.
        @Test(arguments: [403, 404, 500])
        func aKindThatCannotBeListedIsLeftAlone(_ code: Int) async throws {
            try await withWorld { world in
                var member = try Member(in: world)
                try world.create(queue("q"), job("j"))
                try await world.wait(.job, "j") { $0.isTrue("Reconciling", reason: "Running") }
                try await member.stop()
                try world.delete(.job, "j")
                for verbs: Set<String> in [["list"], ["watch"]] {
                    world.api.faults.add(
                        FaultRule(
                            .status(code: code, reason: "Broken"), verbs: verbs, resource: "jobs.jq.dev"))
                }
                member = try Member(in: world) { $0.listTimeout = .milliseconds(300) }
                try world.create(queue("marker"))
                try await world.wait(.queue, "marker") { $0.isTrue("Ready") }
                #expect(try await world.declared(.job, "j") != nil)
                world.api.faults.removeAll()
                try await world.eventually("j forgotten") { try await world.declared(.job, "j") == nil }
                try await member.stop()
            }
        }

        /// A new leader whose caches are behind: the API server itself is asked before anything is deleted.
        @Test func whatTheCacheDoesNotShowYetIsAskedFor() async throws {
            try await withWorld { world in
                let first = try Member(in: world)
                try world.create(queue("q"))
                try await world.wait(.queue, "q") { $0.isTrue("Ready") }
                let replica = try await world.api.replica()
                let client = World.client(world.api, url: replica.url)
                let standby = try Member(in: world, client: client)
                try await world.eventually("it watches, too") { world.api.watchCount("jobs.jq.dev") >= 3 }
                replica.freeze()
                try world.create(job("j"))
                try await world.eventually("a ran") { try await world.runs("j").count == 1 }
                try await first.stop()
                // It is found missing, and asked for, at one look and at the next.
                try await world.eventually("asked for twice") {
                    world.api.requestLog.count { $0.verb == "get" && $0.resource == "jobs" && $0.name == "j" }
                        >= 2
                }
                #expect(try await world.declared(.job, "j") != nil)
                replica.catchUp()
                try world.edit(.job, "j", ["command": ["b"]])
                try await world.eventually("b ran") { try await world.runs("j").count == 2 }
                #expect(try await world.databaseDump().filter { $0.contains("\"deleted\"") } == [])
                try await standby.stop()
                await client.shutdown()
            }
        }

        /// The cache still shows an object that was deleted, and a finalizer for it: the one that came after it under
        /// the same name is not touched.
        @Test func aStaleViewDoesNotTouchTheSuccessor() async throws {
            try await withWorld { world in
                let replica = try await world.api.replica()
                let client = World.client(world.api, url: replica.url)
                try world.create(queue("q", ["maxRetries": 1]))
                let first = try Member(in: world)
                try await world.wait(.queue, "q") { $0.isTrue("Ready") && $0.isHeld }
                try await first.stop()
                let late = try Member(in: world, client: client)
                try await world.eventually("it watches") { world.api.watchCount("queues.jq.dev") >= 2 }
                try world.annotate(.queue, "q", "jq.dev/reconcile-at", "1")
                try await world.eventually("it is in step") { late.plans.contains { !$0.entries.isEmpty } }
                // The deletion is the last thing that it sees.
                try world.delete(.queue, "q")
                replica.freeze()
                try world.api.update("queues.jq.dev", name: "q") { $0.set(["metadata", "finalizers"], nil) }
                try world.create(queue("q", ["maxRetries": 2]))
                let uid = try world.object(.queue, "q")?.at("metadata", "uid")
                try await world.eventually("it has tried") {
                    world.api.requestLog.count {
                        $0.verb == "patch" && $0.name == "q" && $0.subresource == ""
                    }
                        >= 2
                }
                #expect(try world.object(.queue, "q")?.at("metadata", "uid") == uid)
                replica.catchUp()
                try await world.wait(.queue, "q") { $0.isTrue("Ready", reason: "Serving") }
                #expect(try await world.store.queue(named: "q")?.settings.maxRetries == 2)
                #expect(try world.object(.queue, "q")?.at("metadata", "uid") == uid)
                try await late.stop()
                await client.shutdown()
            }
        }
    }
}
