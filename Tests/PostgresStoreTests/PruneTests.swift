import Planning
import PostgresStore
import Resources
import Testing

/// What prune deletes, and what keeps it from deleting too much.
@Suite struct PruneTests {
    private func pools(_ range: Range<Int>) -> [Resource] {
        range.map { manifest(.workerPool, "p\($0 + 100)", ["queues": ["default"], "replicas": 0]) }
    }

    private func stored(_ store: JobQueueStore) async throws -> Int { try await store.declared().count }

    @Test func withoutPruneNothingIsDeleted() async throws {
        try await withStore { store in
            try await store.declare(pools(0..<3))
            #expect(try await store.declare(pools(0..<1)).plan.entries.count == 1)
            #expect(try await stored(store) == 3)
        }
    }

    @Test func pruneDeletesOnlyWhatTheSameOwnerDeclared() async throws {
        try await withStore { store in
            try await store.declare(pools(0..<3))
            try await store.declare(pools(3..<6)) { $0.owner = "other" }
            let outcome = try await store.declare(pools(0..<2)) { $0.prune = true }
            #expect(
                outcome.summary.suffix(1) == ["WorkerPool/p102 delete"] && outcome.plan.entries.count == 3)
            #expect(try await stored(store) == 5)
            #expect(
                try await store.history(pools(2..<3)[0].key, limit: 9).map(\.action) == [
                    "deleted", "created",
                ])
        }
    }

    @Test func aLargePruneIsHeldUpUntilItsHashIsConfirmed() async throws {
        try await withStore { store in
            try await store.declare(pools(0..<30))
            let held = try await store.declare(pools(0..<19)) { $0.prune = true }
            #expect(!held.applied && held.plan.summary.blocked == 11)
            let blocked = try #require(held.plan.entries.last?.blocked)
            #expect(
                blocked.hasPrefix(
                    "prune would delete 11 of 30 resources, more than 10; confirm with --confirm "))
            let hash = try #require(blocked.split(separator: " ").last)
            // The rest may be applied meanwhile; nothing is pruned.
            var added = pools(0..<19)
            added.append(manifest(.workerPool, "new", ["queues": ["default"]]))
            #expect(
                try await store.declare(added) {
                    $0.prune = true; $0.keepGoing = true
                }.applied)
            #expect(try await stored(store) == 31)
            // The confirmation was for another plan, as far as that one differs.
            let other = try await store.declare(pools(0..<18) + added.suffix(1)) {
                $0.prune = true
                $0.confirm = String(hash)
            }
            #expect(!other.applied)
            let outcome = try await store.declare(added) {
                $0.prune = true
                $0.confirm = String(hash)
            }
            #expect(outcome.applied && outcome.plan.hash == hash && outcome.plan.summary.delete == 11)
            #expect(try await stored(store) == 20)
        }
    }

    @Test func theLimitIsTenOrAFifthUnlessItIsGiven() async throws {
        try await withStore { store in
            try await store.declare(pools(0..<60))
            func held(_ count: Int, limit: Int?) async throws -> Bool {
                var options = PlanOptions(owner: "src", prune: true)
                options.maxPrune = limit
                return try await store.plan(pools(count..<60), options: options).summary.blocked > 0
            }
            #expect(try await !held(12, limit: nil))
            #expect(try await held(13, limit: nil))
            #expect(try await !held(59, limit: 59))
            #expect(try await held(1, limit: 0))
            #expect(try await !held(0, limit: 0))
        }
    }

    @Test func anEmptySourceDoesNotMeanDeleteEverything() async throws {
        try await withStore { store in
            try await store.declare(pools(0..<11))
            let outcome = try await store.declare([]) {
                $0.prune = true; $0.keepGoing = true
            }
            #expect(outcome.plan.summary.blocked == 11)
            #expect(try await stored(store) == 11)
        }
    }

    @Test func theAnnotationProtects() async throws {
        try await withStore { store in
            var kept = pools(0..<1)[0]
            kept.annotations = ["jq.dev/prune": "disabled"]
            try await store.declare([kept] + pools(1..<2))
            let outcome = try await store.declare([]) {
                $0.prune = true; $0.maxPrune = 1
            }
            #expect(outcome.summary == ["WorkerPool/p100 unchanged", "WorkerPool/p101 delete"])
            #expect(outcome.plan.entries[0].effects == ["kept: annotation jq.dev/prune is \"disabled\""])
            #expect(try await store.declared().map(\.live.resource.key) == [kept.key])
            // Naming it deletes it all the same.
            try await store.declare([]) { $0.delete = [kept.key] }
            #expect(try await stored(store) == 0)
        }
    }

    @Test func aManifestThatCannotBeReadNowIsNotPruned() async throws {
        try await withStore { store in
            try await store.declare(pools(0..<2))
            let outcome = try await store.declare([]) {
                $0.prune = true; $0.protected = [pools(0..<1)[0].key]
            }
            #expect(outcome.summary == ["WorkerPool/p101 delete"])
        }
    }
}
