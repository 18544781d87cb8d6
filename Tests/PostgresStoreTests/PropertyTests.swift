import Foundation
import LinuxReactor
import Planning
import Postgres
import PostgresStore
import Resources
import TestCluster
import Testing

/// What `diff` says is what `apply` does, whatever the manifests, the rows and the running work are. Episodes are
/// independent: `JQ_PROPERTY_SEED=<seed> JQ_PROPERTY_EPISODES=1` repeats the one that failed.
@Suite struct PropertyTests {
    @Test func whatIsAppliedIsWhatWasPlanned() async throws {
        let environment = ProcessInfo.processInfo.environment
        let first = environment["JQ_PROPERTY_SEED"].flatMap { UInt64($0) } ?? 1
        let episodes = environment["JQ_PROPERTY_EPISODES"].flatMap { UInt64($0) } ?? 40
        let database = try await TestCluster.shared.makeDatabase()
        let store = JobQueueStore(conninfo: database, applicationName: "property")
        let pool = PostgresPool(
            PostgresConfiguration(conninfo: database, poolSize: 1, applicationName: "property"),
            reactor: store.reactor)
        try await store.migrate()
        var episode = PropertyEpisode(store: store, pool: pool, seed: first)
        var seen = PropertyCoverage()
        do {
            for seed in first..<(first + episodes) {
                episode = PropertyEpisode(store: store, pool: pool, seed: seed)
                try await episode.run(steps: 16)
                seen.add(episode.coverage)
                if episode.hasFailed { break }
            }
        } catch {
            Issue.record("\(error); seed \(episode.seed), step \(episode.step)")
        }
        // A generator that no longer makes the interesting plans would let everything pass.
        if first == 1, episodes >= 40, !episode.hasFailed { #expect(seen.missing.isEmpty) }
        await pool.shutdown()
        await store.shutdown()
    }
}
