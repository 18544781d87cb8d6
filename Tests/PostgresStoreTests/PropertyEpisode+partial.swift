import Planning
import PostgresStore
import Resources

extension PropertyEpisode {
    /// A plan without prune loads only what it may look at, and is the one that everything stored would have given.
    mutating func expectPartial(_ manifests: [Resource], owner: String) async throws {
        let some = manifests.filter { _ in random.chance(2) }
        // How many declarations the owner has is only known when all are loaded.
        var options = PlanOptions(owner: owner, maxPrune: 99, keepGoing: true)
        options.takeOver = random.chance(4)
        options.delete = (0...random.upTo(2)).map { _ in PropertyManifests.key(&random) }
        options.deleteOwn = (0...random.upTo(2)).map { _ in PropertyManifests.key(&random) }
        let whole = Planning.plan(some, live: try await everything(some, owner: owner), options: options)
        let partial = try await store.plan(some, options: options)
        expect(partial == whole, "planned \(partial.entries), and with everything loaded \(whole.entries)")
    }

    private func everything(_ desired: [Resource], owner: String) async throws -> LiveState {
        var live = LiveState()
        for record in try await store.declared() { live.declared[record.live.resource.key] = record.live }
        let counts = try await store.counts()
        for queue in try await store.queues() {
            live.queues[queue.name] = queue.live(counts[queue.name] ?? QueueCounts())
        }
        for (key, stored) in live.declared where key.kind == .job {
            live.dependencies[key] = StoredDependencies(
                names: JobSpec(stored.resource).dependsOn, origin: stored.resource.origin)
        }
        let jobs = Set(desired.map(\.key)).union(live.declared.keys).filter { $0.kind == .job }
            .union(dependencies(of: desired))
        live.runs = try await store.ledger(jobs.sorted())
        for resource in desired {
            guard let stored = live.declared[resource.key], stored.resource.movedFrom == owner,
                let former = resource.movedFrom, former == stored.owner, former != owner
            else { continue }
            let claimed = try await store.history(resource.key, limit: 1_000).contains {
                $0.owner == owner && $0.resource.movedFrom == former
            }
            if claimed { live.spentMoves.insert(resource.key) }
        }
        return live
    }
}
