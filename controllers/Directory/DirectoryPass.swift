public import ControllerRuntime
public import Planning
public import PostgresStore
public import Resources

/// What one pass over a source came to.
public struct PassOutcome: Sendable {
    /// Nil when nothing had changed on either side, so that nothing was planned.
    public var plan: Plan?
    /// The commit that the source was at.
    public var revision: String?
    /// Bad manifests, with their places. They do not hold up the others.
    public var problems: [Diagnostic]
    /// Why nothing was deleted in this pass.
    public var pruneObstacle: PruneObstacle?

    /// Something is wrong that a person must mend.
    public var hasErrors: Bool {
        problems.contains { $0.severity == .error } || plan?.entries.contains { $0.blocked != nil } == true
    }
}

/// One source, one owner: reads the directory, plans and applies.
///
/// Remembers what it saw last, on both sides. A pass over an unchanged directory and an unchanged database is a few
/// system calls and one row read.
public actor DirectoryPass {
    private let source: DirectorySource
    private let store: JobQueueStore
    private let owner: String
    private let maxPrune: Int?
    private var lastVersion: Int64?
    private var lastWasSettled = false

    /// - Parameters:
    ///   - owner: under which name resources are applied, and so which may be pruned.
    ///   - maxPrune: most deletions of one pass; nil: 10, or 20 % of what the owner declared.
    public init(source: DirectorySource, store: JobQueueStore, owner: String, maxPrune: Int? = nil) {
        self.source = source
        self.store = store
        self.owner = owner
        self.maxPrune = maxPrune
    }

    /// Reads, plans, applies.
    ///
    /// - Throws: `SourceError` when the directory cannot be read (nothing is changed then), `StoreError` when the
    ///   database cannot be reached.
    public func perform() async throws -> PassOutcome {
        let snapshot = try source.scan()
        let obstacle = snapshot.pruneObstacle
        var outcome = PassOutcome(
            plan: nil, revision: snapshot.revision, problems: snapshot.diagnostics, pruneObstacle: obstacle)
        if snapshot.unchangedSinceLastPass, lastWasSettled, let lastVersion,
            try await store.declarationVersion() == lastVersion
        {
            return outcome
        }
        lastWasSettled = false
        let options = PlanOptions(
            owner: owner, prune: obstacle == nil, maxPrune: maxPrune, keepGoing: true,
            protected: snapshot.protectedKeys)
        let applied = try await store.apply(
            snapshot.resources, options: options,
            provenance: Provenance(actor: "jq-controller", sourceRevision: snapshot.revision))
        // A hint only: the worker hears of it with its next heartbeat in any case.
        for worker in applied.workersToTell { try? await store.notifyWorker(worker) }
        lastVersion = applied.declarationVersion
        // What is blocked may be free next time without any declaration changing.
        lastWasSettled = obstacle == nil && applied.plan.entries.allSatisfy { $0.blocked == nil }
        outcome.plan = applied.plan
        return outcome
    }
}
