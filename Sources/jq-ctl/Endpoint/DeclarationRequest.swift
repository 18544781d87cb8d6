import Planning
import Resources

/// Manifests and what to do with them.
struct DeclarationRequest: Sendable {
    var files: [ManifestFile]
    var options: DeclarationOptions
    /// The hash of the plan that was looked at; nothing is applied when another one comes out now.
    var expectedHash: String?
}

/// How a set of manifests is planned and applied.
struct DeclarationOptions: Hashable, Sendable {
    /// Who declares.
    var owner: String
    var prune = false
    /// 0: the endpoint's own limit.
    var maxPrune: Int32 = 0
    /// The hash of a larger prune that was looked at; empty for none.
    var confirm = ""
    var keepGoing = false
    var takeOver = false
    /// Recorded with every change; empty for nothing.
    var revision = ""
    /// Take fields that other field managers of a cluster own.
    var forceConflicts = false

    init(owner: String) { self.owner = owner }
}

/// What came of a plan or an apply.
struct PlanOutcome: Sendable {
    var plan: Plan
    /// As its maker computed it.
    var hash: String
    /// Everything that is wrong with the manifests, or worth knowing about them.
    var problems: [Problem] = []
    /// False: nothing was applied.
    var applied = false

    var hasErrors: Bool { problems.contains { !$0.isWarning } }
}

extension PlanOutcome {
    /// Puts the entries of another plan behind those of this one.
    mutating func add(_ other: Plan) {
        plan.entries += other.entries
        plan.owner = other.owner
        hash = plan.hash
    }
}
