import Controllers
import Planning
import PostgresStore
import Resources
import TestAPIServer
import Testing

/// Several controllers, of which one leads.
@Suite(.serialized, .timeLimit(.minutes(1))) struct LeadershipTests {
    private func holder(_ world: World) throws -> String {
        try world.api.get("leases.coordination.k8s.io", name: "jq-controller")?
            .at("spec", "holderIdentity")?.stringValue ?? ""
    }

    @Test func aGracefulHandOverIsImmediate() async throws {
        try await withWorld { world in
            let first = try Member(in: world)
            try world.create(queue("q"), job("a"))
            try await world.wait(.job, "a") { $0.isTrue("Reconciling", reason: "Running") }
            let second = try Member(in: world)
            let leader = try holder(world)
            try await first.stop()
            #expect(try holder(world) != leader)
            try world.create(job("b"))
            try await world.eventually("b ran") { try await world.runs("b").count == 1 }
            #expect(second.plans.contains { $0.entries.contains { $0.key.name == "b" } })
            #expect(try await world.runs("a").count == 1)
            try await second.stop()
            #expect(try holder(world) == "")
        }
    }

    @Test func aKilledLeaderIsReplaced() async throws {
        try await withWorld { world in
            let first = try Member(in: world)
            try world.create(queue("q"), job("a"))
            try await world.wait(.job, "a") { $0.isTrue("Reconciling", reason: "Running") }
            let second = try Member(in: world)
            await first.kill()
            #expect(try holder(world) != "")
            try world.edit(.job, "a", ["command": ["b"]])
            try await world.eventually("b ran") { try await world.runs("a").count == 2 }
            #expect(first.plans.flatMap(\.entries).allSatisfy { $0.changes.isEmpty || $0.action == .create })
            try await second.stop()
        }
    }

    /// It wakes up in the middle of a transaction and believes that it still leads: the database knows better.
    @Test func aPausedLeaderChangesNothingWhenItWakesUp() async throws {
        try await withWorld { world in
            let gate = Suspension()
            let isPaused = Flag()
            let first = try Member(in: world) { options in
                options.hook = { moment, name in
                    guard name == "apply", moment == .before else { return }
                    isPaused.raise()
                    await gate.pass()
                }
            }
            try world.create(queue("q"))
            try await world.wait(.queue, "q") { $0.isTrue("Ready") }
            gate.suspend()
            isPaused.lower()
            try world.create(job("j", "old"))
            try await world.eventually("in the middle") { isPaused.isUp }
            // SIGSTOP: neither its lease nor its writes go on.
            first.suspension.suspend()
            let second = try Member(in: world)
            try await world.eventually("old ran") { try await world.runs("j").count == 1 }
            try world.edit(.job, "j", ["command": ["new"]])
            try await world.eventually("new ran") { try await world.runs("j").count == 2 }
            let before = try await world.databaseDump()
            let plans = first.plans.count
            // SIGCONT: the plan with the old content goes to the database.
            gate.resume()
            first.suspension.resume()
            try await world.eventually("fenced or stood down") { isPaused.isUp }
            try world.create(queue("marker"))
            try await world.wait(.queue, "marker") { $0.isTrue("Ready") }
            #expect(first.plans.count == plans)
            #expect(try await world.runs("j").count == 2)
            let after = try await world.databaseDump().filter { !$0.contains("marker") }
            #expect(after == before)
            await first.kill()
            try await second.stop()
        }
    }
}
