import Planning
import PostgresStore
import Resources
import Testing

extension ControllersOfAClusterTests {
    /// A manifest that moves from one way to another.
    @Suite(.serialized, .timeLimit(.minutes(6))) struct MovingTests {
        enum Way: String, CaseIterable, Sendable {
            case directory, server, cluster

            func open(_ world: World, owner: String) async throws -> any DeclarationWay {
                switch self {
                case .directory: try DirectoryWay(world: world, owner: owner)
                case .server: try await ServerWay(world: world, owner: owner)
                case .cluster: try KubernetesWay(world: world, owner: owner)
                }
            }
        }

        static let moves = Way.allCases.flatMap { from in
            Way.allCases.filter { $0 != from }.map { (from, $0) }
        }

        /// The next way takes over under the same name, as when a repository is put into a cluster.
        @Test(arguments: moves)
        func underTheSameOwnerNothingRunsAgain(_ move: (from: Way, to: Way)) async throws {
            try await check(move.from, move.to, owners: ("same", "same"))
        }

        /// The next way names the last one in an annotation.
        @Test(arguments: moves)
        func movedFromAnotherOwnerNothingRunsAgain(_ move: (from: Way, to: Way)) async throws {
            try await check(move.from, move.to, owners: ("one", "two"))
        }

        private func check(_ from: Way, _ to: Way, owners: (String, String)) async throws {
            let first = try await World()
            let one = try await from.open(first, owner: owners.0)
            var set = Declarations()
            set.put(queue("q"), job("done"), job("waiting", "b"), queue("keep"))
            _ = try await one.declare(set.placed) { try await first.store.declared().count == 4 }
            try await first.finishRuns("done")
            let before = try await first.databaseDump().filter {
                $0.hasPrefix("ledger") || $0.hasPrefix("job")
            }

            let second = try await World(conninfo: first.conninfo)
            // A controller that has ended: there is one for each source.
            if owners.0 == owners.1 { try await one.close() }
            let two = try await to.open(second, owner: owners.1)
            if owners.0 != owners.1 {
                for placed in set.placed {
                    guard let key = placed.key else { continue }
                    set.modify(key.kind, key.name) {
                        $0.set(["metadata", "annotations", "jq.dev/moved-from"], .string(owners.0))
                    }
                }
            }
            let entries = try await two.declare(set.placed) {
                try await second.store.declared().allSatisfy { $0.live.owner == owners.1 }
            }
            #expect(entries.allSatisfy { $0.run?.runs != true && $0.blocked == nil })
            #expect(
                try await second.store.declared().map(\.live.owner) == Array(repeating: owners.1, count: 4))
            if owners.0 != owners.1 {
                // What is left with the first one goes, and takes nothing along. A source is never wholly empty.
                var rest = Declarations()
                rest.put(queue("rest"))
                _ = try await one.declare(rest.placed) {
                    try await second.declared(.queue, "rest") != nil
                }
                try await one.close()
                #expect(try await second.store.declared().count == 5)
            }
            let after = try await second.databaseDump().filter {
                $0.hasPrefix("ledger") || $0.hasPrefix("job")
            }
            #expect(after == before)
            try await two.close()
        }
    }
}
