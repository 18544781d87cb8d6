public import Resources

/// What applying a set of manifests would do, entry by entry; computed before, shown by `diff`, done by `apply`.
public struct Plan: Hashable, Sendable {
    /// One per resource that is declared or would be deleted, in the order of the manifests; deletions last.
    public var entries: [PlanEntry]
    /// Who declares: prune touches only what the same owner applied before.
    public var owner: String

    /// A plan of these entries as they are; nothing is sorted or checked.
    public init(entries: [PlanEntry], owner: String) {
        self.entries = entries
        self.owner = owner
    }

    /// Entries that would change something and may.
    public var pending: [PlanEntry] { entries.filter(\.isPending) }

    /// Nothing to do and nothing that is held up.
    public var isEmpty: Bool { entries.allSatisfy { $0.action == .unchanged && $0.blocked == nil } }

    /// The number of entries of each kind, counted anew at each call.
    public var summary: PlanSummary { PlanSummary(entries) }
}

/// How many entries would do what.
public struct PlanSummary: Hashable, Sendable {
    /// New declarations that nothing holds up.
    public var create = 0
    /// Existing declarations that would change and that nothing holds up.
    public var change = 0
    /// Declarations, or queues made by hand, that would go and that nothing holds up.
    public var delete = 0
    /// Entries that will not be applied, whatever they would do.
    public var blocked = 0
    /// Entries with nothing to do.
    public var unchanged = 0

    /// Counts each entry once; one that is blocked counts as nothing else.
    public init(_ entries: [PlanEntry]) {
        for entry in entries {
            switch (entry.blocked, entry.action) {
            case (.some, _): blocked += 1
            case (nil, .create): create += 1
            case (nil, .change): change += 1
            case (nil, .delete): delete += 1
            case (nil, .unchanged): unchanged += 1
            }
        }
    }
}

/// What happens to the declaration of one resource.
public enum Action: String, Hashable, Sendable, CaseIterable {
    case unchanged, create, change, delete
}

/// One resource's part of a plan.
public struct PlanEntry: Hashable, Sendable {
    /// Names the resource, also when there is nothing declared under it (a queue made by hand).
    public var key: ResourceKey
    /// What would happen to the declaration, if nothing blocks it.
    public var action: Action
    /// Where the manifest stands; nil for deletions by name.
    public var origin: Mark?
    /// Fields that would change; empty for a deletion and for what is wholly new.
    public var changes: [FieldChange]
    /// What happens to live work, one clause each.
    public var effects: [String]
    /// Set when this entry will not be applied: the reason, and what to do about it.
    public var blocked: String?
    /// Jobs only.
    public var run: RunDecision?

    /// An entry of exactly these parts; without more it does `action` and has no effect on live work.
    public init(
        key: ResourceKey, action: Action, origin: Mark? = nil, changes: [FieldChange] = [],
        effects: [String] = [],
        blocked: String? = nil, run: RunDecision? = nil
    ) {
        self.key = key
        self.action = action
        self.origin = origin
        self.changes = changes
        self.effects = effects
        self.blocked = blocked
        self.run = run
    }

    /// Would change something, and nothing holds it up.
    public var isPending: Bool { action != .unchanged && blocked == nil }
}

/// One field that differs between what is stored and what is declared. `nil` means unset.
public struct FieldChange: Hashable, Sendable {
    /// "spec.concurrency.limit", "metadata.labels.team"
    public var path: String
    /// The stored value.
    public var old: Value?
    /// The declared value.
    public var new: Value?
    /// The stored state was changed behind the declaration's back; applying repairs it.
    public var drift: Bool

    /// A difference between two values, which the caller has compared.
    public init(path: String, old: Value?, new: Value?, drift: Bool = false) {
        self.path = path
        self.old = old
        self.new = new
        self.drift = drift
    }
}

/// Whether declaring a Job starts a run, and why (DESIGN §3).
public enum RunDecision: Hashable, Sendable {
    /// A run will be enqueued in the same transaction. `cancels` and `waitsFor` follow from `onChange`.
    case run(RunKey, reason: String, cancels: [String], waitsFor: [String])
    /// The same content ran, or runs.
    case skip(RunKey, reason: String)

    /// Whether applying would enqueue a run.
    public var runs: Bool {
        if case .run = self { true } else { false }
    }

    /// Key of the run that would start; for a skip that of the run before, or of the content if none was.
    public var key: RunKey {
        switch self {
        case .run(let key, _, _, _), .skip(let key, _): key
        }
    }
}
