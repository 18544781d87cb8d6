import Lifecycle
import Planning
import PostgresStore
import Resources
import Testing

extension ControllersOfAClusterTests {
    /// A cluster beside a directory on one database.
    @Suite(.serialized, .timeLimit(.minutes(5))) struct OwnershipTests {
        private static let directory = "directory:/m"

        /// Applies as the controller of a directory does, everything that is declared there.
        private func fromDirectory(_ world: World, _ manifests: Value...) async throws -> Plan {
            let mark = Mark(file: "m.yaml", line: 1, column: 1)
            let resources = manifests.compactMap { decodeResource(Node($0, mark: mark)).0 }
            #expect(resources.count == manifests.count)
            let options = PlanOptions(owner: Self.directory, prune: true, keepGoing: true)
            return try await world.store.apply(
                resources, options: options, provenance: Provenance(actor: "test")
            )
            .plan
        }

        private func moved(_ manifest: Value, from owner: String) -> Value {
            var manifest = manifest
            manifest.set(["metadata", "annotations", "jq.dev/moved-from"], .string(owner))
            return manifest
        }

        private func owners(_ world: World) async throws -> Set<String> {
            Set(try await world.store.declared().map(\.live.owner))
        }

        @Test func whatADirectoryDeclaresIsHeldUpHere() async throws {
            try await withController { world, _ in
                _ = try await fromDirectory(world, queue("q", ["maxRetries": 1]))
                try world.create(queue("q", ["maxRetries": 9]), queue("mine"))
                let object = try await world.wait(.queue, "q") { $0.isTrue("Stalled", reason: "Blocked") }
                #expect(
                    object.condition("Stalled")?["message"]?.stringValue?.contains(
                        "declared by \(Self.directory)")
                        == true)
                try await world.wait(.queue, "mine") { $0.isTrue("Ready") }
                // Its deletion here touches nothing there.
                try world.delete(.queue, "q")
                try await world.waitUntilGone(.queue, "q")
                #expect(try await world.store.queue(named: "q")?.settings.maxRetries == 1)
                #expect(try await world.declared(.queue, "q")?.live.owner == Self.directory)
            }
        }

        /// What a Job waits for may come by another way, which tells nobody here.
        @Test func aJobRunsWhenADirectoryBringsItsQueue() async throws {
            try await withController { world, _ in
                try world.create(job("j"))
                try await world.wait(.job, "j") { $0.isTrue("Stalled", reason: "Blocked") }
                _ = try await fromDirectory(world, queue("q"))
                try await world.wait(.job, "j") { $0.isTrue("Reconciling", reason: "Running") }
                #expect(try await world.runs("j").count == 1)
            }
        }

        @Test func thereAndBackNothingRunsAgain() async throws {
            try await withController { world, _ in
                let set = [queue("q"), job("j")]
                _ = try await fromDirectory(world, set[0], set[1])
                let run = try #require(try await world.runs("j").first)
                try await world.finish(run.jobID)

                for manifest in set { try world.create(moved(manifest, from: Self.directory)) }
                try await world.wait(.job, "j") { $0.isTrue("Complete") }
                try await world.eventually("taken over") { try await owners(world) == ["kubernetes"] }
                let pruned = try await fromDirectory(world)
                #expect(pruned.entries.isEmpty)

                let back = try await fromDirectory(
                    world, moved(set[0], from: "kubernetes"), moved(set[1], from: "kubernetes"))
                #expect(back.pending.count == 2)
                #expect(try await owners(world) == [Self.directory])
                try world.delete(.job, "j")
                try world.delete(.queue, "q")
                try await world.waitUntilGone(.queue, "q")
                try world.create(queue("marker"))
                try await world.wait(.queue, "marker") { $0.isTrue("Ready") }
                #expect(try await world.declared(.job, "j")?.live.owner == Self.directory)
                #expect(try await world.declared(.queue, "q")?.live.owner == Self.directory)
                #expect(try await world.runs("j").map(\.state) == [.done])
            }
        }

        /// A cluster that is set up anew declares what the last one declared: same owner, other objects.
        @Test func anotherClusterUnderTheSameOwnerRunsNothingAgain() async throws {
            try await withWorld { world in
                let first = try Member(in: world)
                try world.create(queue("q"), job("j"))
                try await world.wait(.job, "j") { $0.isTrue("Reconciling", reason: "Running") }
                let run = try #require(try await world.runs("j").first)
                try await world.finish(run.jobID)
                try await first.stop()
                try await withWorld(conninfo: world.conninfo) { next in
                    try next.create(queue("q"), job("j"))
                    let second = try Member(in: next)
                    try await next.wait(.job, "j") { $0.isTrue("Complete") }
                    #expect(try await next.runs("j").count == 1)
                    try await second.stop()
                }
            }
        }
    }
}
