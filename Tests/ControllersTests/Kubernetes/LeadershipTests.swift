import Controllers
import Planning
import PostgresStore
import Resources
import TestAPIServer
import Testing

extension ControllersOfAClusterTests {
    /// Several controllers, of which one leads.
    @Suite(.serialized, .timeLimit(.minutes(5))) struct LeadershipTests {
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
                #expect(
                    first.plans.flatMap(\.entries).allSatisfy { $0.changes.isEmpty || $0.action == .create })
                try await second.stop()
            }
        }

        /// It wakes up before a transaction and believes that it still leads: the database knows better. Its lease is
        /// another one, so that nothing but the database can tell it.
        @Test func aPausedLeaderChangesNothingWhenItWakesUp() async throws {
            try await withWorld { world in
                let gate = Suspension()
                let isInTheMiddle = Flag()
                let first = try Member(in: world) { options in
                    options.homeNamespace = "kube-system"
                    // Nor does it look around meanwhile, and find out.
                    options.interval = .seconds(3600)
                    options.hook = { moment, name in
                        guard name == "apply", moment == .before else { return }
                        isInTheMiddle.raise()
                        await gate.pass()
                    }
                }
                try world.create(queue("q"))
                try await world.wait(.queue, "q") { $0.isTrue("Ready") }
                gate.suspend()
                isInTheMiddle.lower()
                try world.create(job("j", "old"))
                try await world.eventually("in the middle") { isInTheMiddle.isUp }
                let plans = first.plans.count
                let second = try Member(in: world)
                try await world.eventually("old ran") { try await world.runs("j").count == 1 }
                try world.edit(.job, "j", ["command": ["new"]])
                try await world.eventually("new ran") { try await world.runs("j").count == 2 }
                let before = try await world.databaseDump()
                // The plan with the old content goes to the database, which ends the process.
                gate.resume()
                try await world.eventually("it has ended") { first.hasEnded }
                await #expect(throws: (any Error).self) { try await first.end() }
                #expect(first.plans.count == plans)
                #expect(try await world.databaseDump() == before)
                // The other one goes on.
                try world.create(job("k"))
                try await world.eventually("k ran") { try await world.runs("k").count == 1 }
                try await second.stop()
            }
        }

        /// A leader that can reach neither its lease nor anything else steps down, and stands by when it is back.
        @Test func aLeaderThatIsCutOffStepsDown() async throws {
            try await withWorld { world in
                let first = try Member(in: world)
                try world.create(queue("q"))
                try await world.wait(.queue, "q") { $0.isTrue("Ready") }
                let leader = try holder(world)
                first.suspension.suspend()
                let second = try Member(in: world)
                try await world.eventually("another leads") { try holder(world) != leader }
                try world.create(job("j"))
                try await world.eventually("j ran") { try await world.runs("j").count == 1 }
                first.suspension.resume()
                try await second.stop()
                // The first one leads again.
                try world.create(job("k"))
                try await world.eventually("k ran") { try await world.runs("k").count == 1 }
                #expect(first.plans.contains { $0.entries.contains { $0.key.name == "k" } })
                try await first.stop()
            }
        }
    }
}
