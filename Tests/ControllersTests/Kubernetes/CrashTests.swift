import Foundation
import Resources
import TestAPIServer
import Testing

extension ControllersOfAClusterTests {
    /// A controller that dies before or after each single request to the outside, for every way of reconciling: the one
    /// after it comes to the same end, and everything runs once.
    @Suite(.serialized, .timeLimit(.minutes(20))) struct CrashTests {
        /// What a scenario comes to.
        struct End: Equatable {
            var cluster: [String]
            var database: [String]

            func differences(from other: End) -> [String] {
                func lines(_ mine: [String], _ others: [String]) -> [String] {
                    mine.filter { !others.contains($0) }.map { "+ \($0)" }
                        + others.filter { !mine.contains($0) }.map { "- \($0)" }
                }
                let found = lines(cluster, other.cluster) + lines(database, other.database)
                return found.isEmpty && self != other ? ["in another order, or twice"] : found
            }
        }

        @Test(arguments: CrashScenario.all + CrashScenario.pools)
        func itConvergesWhereverItDies(_ scenario: CrashScenario) async throws {
            let expected = try await run(scenario, fatal: nil)
            #expect(expected.fatal == nil)
            var count = 0
            while true {
                let outcome = try await run(scenario, fatal: count)
                guard let fatal = outcome.fatal else { break }
                count += 1
                let differences = outcome.end.differences(from: expected.end)
                #expect(differences.isEmpty, "died at moment \(count - 1), \(fatal)")
                if !differences.isEmpty { break }
            }
            print("crash points enumerated, \(scenario.name): \(count)")
            #expect(count >= 6)
        }

        /// - Returns: The end, and the moment at which the first controller died; nil when it came to the end.
        private func run(_ scenario: CrashScenario, fatal: Int?) async throws -> (end: End, fatal: String?) {
            let workers = PodWorkers()
            let world = try await World { if scenario.hasPods { workers.serve(&$0) } }
            workers.use(world.store)
            do {
                let result = try await run(scenario, fatal: fatal, in: world)
                await world.close()
                return result
            } catch {
                await world.close()
                throw error
            }
        }

        private func run(
            _ scenario: CrashScenario, fatal: Int?, in world: World
        ) async throws -> (end: End, fatal: String?) {
            if let before = scenario.before {
                try before(world)
                let builder = try Member(in: world)
                try await world.eventually("\(scenario.name): ready") {
                    try await scenario.isReady(world) && world.readyQueuesAreHeld()
                }
                try await builder.stop()
            }
            try await scenario.change(world)

            let member = try Member(in: world, fatal: fatal)
            try await world.eventually("\(scenario.name): done, or dead at \(fatal ?? -1)") {
                if member.moments.isDead { return true }
                try await scenario.meanwhile(world)
                return try await scenario.isDone(world) && world.readyQueuesAreHeld()
            }
            // It finishes what it has in its hands, and may die in that.
            do { try await member.stop() } catch { if !member.moments.isDead { throw error } }
            let death = member.moments.isDead ? member.moments.names.last : nil
            if let death {
                await member.kill()
                // Time passes: the lease of the dead one runs out.
                try world.expireLease()
                let next = try Member(in: world)
                try await world.eventually("\(scenario.name): done after a death at \(fatal ?? -1), \(death)")
                {
                    try await scenario.meanwhile(world)
                    return try await scenario.isDone(world) && world.readyQueuesAreHeld()
                }
                try await next.stop()
            }
            return (
                End(
                    cluster: try world.clusterDump().sorted(),
                    database: try await world.databaseDump().sorted()),
                death
            )
        }
    }
}

extension World {
    /// The finalizer follows the declaration: an end without it would be one moment too early.
    func readyQueuesAreHeld() throws -> Bool {
        try api.list(Kind.queue.served).allSatisfy { object in
            let policy = object.at("spec", "onDelete")?.stringValue ?? "Block"
            return object.isHeld || !object.isTrue("Ready") || !["Block", "Drain"].contains(policy)
                || object.at("metadata", "deletionTimestamp") != nil
        }
    }

    func expireLease() throws {
        guard try api.get("leases.coordination.k8s.io", name: "jq-controller") != nil else { return }
        try api.update("leases.coordination.k8s.io", name: "jq-controller") {
            $0.set(["spec", "holderIdentity"], "")
        }
    }
}
