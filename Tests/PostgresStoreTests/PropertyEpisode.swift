import Lifecycle
import Planning
import Postgres
import PostgresStore
import Resources
import Testing

/// One seeded story: two owners edit and apply their manifests while work goes on.
struct PropertyEpisode {
    let store: JobQueueStore
    let pool: PostgresPool
    let seed: UInt64
    private(set) var step = 0
    private(set) var hasFailed = false
    private(set) var coverage = PropertyCoverage()
    private var world: PropertyWorld
    /// The choices of this episode.
    var random: PropertyRandom {
        get { world.random }
        set { world.random = newValue }
    }
    private var owners = [PropertyManifests(owner: "left"), PropertyManifests(owner: "right")]

    init(store: JobQueueStore, pool: PostgresPool, seed: UInt64) {
        self.store = store
        self.pool = pool
        self.seed = seed
        world = PropertyWorld(store: store, pool: pool, random: PropertyRandom(seed: seed))
    }

    mutating func run(steps: Int) async throws {
        try await world.reset()
        owners[0].addQueues(&world.random)
        while step < steps, !hasFailed {
            step += 1
            let index = world.random.chance(3) ? 1 : 0
            for _ in 0...(step == 1 ? 12 : world.random.upTo(4)) { owners[index].edit(&world.random) }
            try await world.live()
            try await apply(owners[index])
        }
    }

    private mutating func apply(_ manifests: PropertyManifests) async throws {
        let desired = manifests.list
        var options = options(manifests.owner)
        try await expectPartial(desired, owner: manifests.owner)
        let before = try await PropertySnapshot(pool)
        var dry = try await store.plan(desired, options: options)
        if let hash = dry.entries.lazy.compactMap(\.blocked).compactMap(confirmation).first,
            world.random.chance(2)
        {
            coverage.note(dry)
            options.confirm = hash
            dry = try await store.plan(desired, options: options)
            expect(dry.hash == hash, "the confirmed plan has hash \(dry.hash), not \(hash)")
            coverage.note("confirmed")
        }
        coverage.note(dry)
        expectRuns(dry, desired: desired, runs: before)
        let revision = world.random.pick([nil, "commit-\(step)"])
        let provenance = Provenance(actor: "property", sourceRevision: revision)
        let outcome = try await store.apply(desired, options: options, provenance: provenance)
        expect(outcome.plan == dry && outcome.plan.hash == dry.hash, "the dry plan was another one")
        let mayApply = options.keepGoing || dry.entries.allSatisfy { $0.blocked == nil }
        expect(outcome.applied == mayApply, "applied: \(outcome.applied)")
        if !mayApply { coverage.note("not applied") }
        if !options.takeOver { coverage.note(moves: dry) }

        let after = try await PropertySnapshot(pool)
        var prediction = PropertyPrediction(plan: dry, desired: desired, before: before, revision: revision)
        if mayApply { prediction.apply(after: after) }
        for difference in after.differences(from: prediction.state) { expect(false, difference) }
        expectReady(outcome, before: before, after: after)
        if mayApply { expectGoal(dry, desired: desired, options: options, after: after) }
        try await expectConsistency(after)
        try await expectStability(
            dry, desired: desired, options: options, provenance: provenance, state: after)
        if hasFailed {
            let text = renderPlan(dry, color: false, width: 120, showUnchanged: true, hash: dry.hash)
            Issue.record("the plan was\n\(text)under \(options)")
        }
    }

    private mutating func options(_ owner: String) -> PlanOptions {
        var options = PlanOptions(
            owner: owner, prune: !world.random.chance(3), keepGoing: !world.random.chance(3))
        if world.random.chance(4) { options.maxPrune = world.random.upTo(2) }
        options.takeOver = world.random.chance(4)
        if world.random.chance(4) {
            options.delete = (0...1).map { _ in PropertyManifests.key(&world.random) }
        }
        if world.random.chance(6) { options.protected = [PropertyManifests.key(&world.random)] }
        return options
    }

    /// A second look finds nothing to do; a second application does nothing.
    private mutating func expectStability(
        _ first: Plan, desired: [Resource], options: PlanOptions, provenance: Provenance,
        state: PropertySnapshot
    ) async throws {
        let held = Set(first.entries.filter { $0.blocked != nil }.map(\.key))
        let second = try await store.plan(desired, options: options)
        if !options.keepGoing, !held.isEmpty {
            expect(second == first, "nothing was applied, and yet the plan changed")
            return
        }
        // What was held up may be free now, for what held it up is gone.
        let left = second.pending.filter { !held.contains($0.key) }
        expect(left.isEmpty, "left to do: \(left)")
        guard second.pending.isEmpty else { return }
        let version = try await store.declarationVersion()
        _ = try await store.apply(desired, options: options, provenance: provenance)
        let again = try await PropertySnapshot(pool)
        for difference in again.differences(from: state) { expect(false, "applied again: \(difference)") }
        expect(try await store.declarationVersion() == version, "applied again: the version moved")
    }

    private func confirmation(_ blocked: String) -> String? {
        blocked.hasPrefix("prune would delete") ? blocked.split(separator: " ").last.map(String.init) : nil
    }

    mutating func expect(_ condition: Bool, _ message: @autoclosure () -> String) {
        if condition { return }
        hasFailed = true
        Issue.record("\(message()) [seed \(seed), step \(step)]")
    }
}
