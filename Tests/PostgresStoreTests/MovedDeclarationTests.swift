import Planning
import PostgresStore
import Resources
import Testing

/// Declarations that move between a directory and a cluster by annotation.
@Suite struct MovedDeclarationTests {
    private func moved(_ resource: Resource, from owner: String) -> Resource {
        var resource = resource
        resource.annotations["jq.dev/moved-from"] = owner
        return resource
    }

    private func owners(_ store: JobQueueStore) async throws -> Set<String> {
        Set(try await store.declared().map(\.live.owner))
    }

    @Test func thereAndBackNothingRunsAgainAndNothingIsPruned() async throws {
        try await withStore { store in
            let set = [queue("q"), job("j")]
            try await store.declare(set) { $0.owner = "directory" }
            try await store.finish(try #require(try await store.runs(of: "j").first))

            let there = try await store.declare(set.map { moved($0, from: "directory") }) {
                $0.owner = "kubernetes"
            }
            #expect(there.applied && there.ready.isEmpty)
            #expect(there.summary == ["Queue/q change", "Job/j change"])
            #expect(try there.entry("Queue/q").effects == ["taken over from directory"])
            #expect(try await owners(store) == ["kubernetes"])
            let prune = try await store.declare([]) {
                $0.owner = "directory"
                $0.prune = true
            }
            #expect(prune.plan.entries.isEmpty)

            let back = try await store.declare(set.map { moved($0, from: "kubernetes") }) {
                $0.owner = "directory"
                $0.prune = true
            }
            #expect(back.applied && back.ready.isEmpty)
            #expect(try await owners(store) == ["directory"])
            let gone = try await store.declare([]) {
                $0.owner = "kubernetes"
                $0.deleteOwn = set.map(\.key)
            }
            #expect(gone.plan.entries.isEmpty)
            #expect(try await store.runs(of: "j").count == 1)
            #expect(try await store.declared().count == 2)
        }
    }

    @Test func anotherOwnerThanTheNamedOneIsLeftAlone() async throws {
        try await withStore { store in
            try await store.declare([queue("q")]) { $0.owner = "other" }
            let refused = try await store.declare([moved(queue("q", ["maxRetries": 9]), from: "directory")])
            #expect(!refused.applied)
            #expect(try refused.entry("Queue/q").blocked?.hasPrefix("declared by other") == true)
            #expect(try await owners(store) == ["other"])
        }
    }

    @Test func twoClaimsOnEachOtherDoNotTakeItByTurns() async throws {
        try await withStore { store in
            func apply(as owner: String, from former: String?) async throws -> PlanEntry {
                let resource = former.map { moved(queue("q", file: "\(owner).yaml"), from: $0) }
                let outcome = try await store.declare([resource ?? queue("q", file: "\(owner).yaml")]) {
                    $0.owner = owner
                    $0.keepGoing = true
                }
                return try outcome.entry("Queue/q")
            }
            _ = try await apply(as: "left", from: nil)
            #expect(try await apply(as: "right", from: "left").isPending)
            #expect(try await apply(as: "left", from: "right").isPending)
            let version = try await store.declarationVersion()
            for _ in 0..<3 {
                #expect(
                    try await apply(as: "right", from: "left").blocked
                        == "left (left.yaml:1) has taken it back; remove it here, or the annotation "
                        + "jq.dev/moved-from there")
                #expect(try await !apply(as: "left", from: "right").isPending)
            }
            #expect(try await store.declarationVersion() == version)
            // With the move back done and its annotation removed, the way is free again.
            #expect(try await apply(as: "left", from: nil).isPending)
            #expect(try await apply(as: "right", from: "left").isPending)
            #expect(try await owners(store) == ["right"])
        }
    }
}
