import Controllers
import KubernetesClient
import Planning
import PostgresStore
import Resources
import TestAPIServer
import Testing

/// Deletions that nobody saw.
@Suite(.timeLimit(.minutes(1))) struct AbsenceTests {
    @Test func whatWasDeletedWhileNobodyLookedGoes() async throws {
        try await withWorld { world in
            var member = try Member(in: world)
            try world.create(queue("q"), job("j"), job("stays"), queue("held"))
            try await world.wait(.job, "j") { $0.isTrue("Reconciling", reason: "Running") }
            try await world.wait(.queue, "held") { $0.isTrue("Ready") }
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
                try await world.store.sources().first { $0.owner == "kubernetes" }?.message.contains("--max-prune")
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
                    FaultRule(.status(code: code, reason: "Broken"), verbs: verbs, resource: "jobs.jq.dev"))
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

    /// The caches are behind: the API server itself is asked before anything is deleted.
    @Test func whatTheCacheDoesNotShowIsAskedFor() async throws {
        try await withWorld { world in
            let member = try Member(in: world)
            try world.create(queue("q"), job("j"))
            try await world.wait(.job, "j") { $0.isTrue("Reconciling", reason: "Running") }
            try await member.stop()
            let replica = try await world.api.replica()
            try world.delete(.job, "j")
            replica.freeze()
            // It is there again, and the replica does not know.
            try world.create(job("j", "b"))
            let client = World.client(world.api, url: replica.url)
            let stale = try Member(in: world, client: client)
            await world.api.requestLog.wait { $0.verb == "get" && $0.resource == "jobs" && $0.name == "j" }
            #expect(try await world.declared(.job, "j") != nil)
            replica.catchUp()
            try await world.eventually("b ran") { try await world.runs("j").count == 2 }
            try await stale.stop()
            await client.shutdown()
        }
    }
}
