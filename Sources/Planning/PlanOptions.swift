public import Resources

/// How a set of manifests is to be planned and applied.
public struct PlanOptions: Hashable, Sendable {
    /// Who declares. Prune touches only what the same owner applied before.
    public var owner: String
    /// Delete what this owner declared before and the manifests no longer hold.
    public var prune: Bool
    /// Most deletions that prune may do unconfirmed; nil: 10, or 20 % of what the owner declared if that is more.
    public var maxPrune: Int?
    /// The hash of the plan with a larger prune, which somebody has looked at.
    public var confirm: String?
    /// Apply the rest when an entry is blocked.
    public var keepGoing: Bool
    /// Deleted by name, whatever declares them.
    public var delete: [ResourceKey]
    /// Deleted by name if this owner declares them, and left alone if another one does: for a source that saw a
    /// declaration go and does not know whether it has moved elsewhere.
    public var deleteOwn: [ResourceKey]
    /// Resources that another owner declares become this owner's.
    public var takeOver: Bool
    /// Their manifests exist but cannot be read now: never pruned.
    public var protected: Set<ResourceKey>

    /// Options that only create and change: without more, nothing is deleted or taken over.
    public init(
        owner: String, prune: Bool = false, maxPrune: Int? = nil, confirm: String? = nil,
        keepGoing: Bool = false,
        delete: [ResourceKey] = [], deleteOwn: [ResourceKey] = [], takeOver: Bool = false,
        protected: Set<ResourceKey> = []
    ) {
        self.owner = owner
        self.prune = prune
        self.maxPrune = maxPrune
        self.confirm = confirm
        self.keepGoing = keepGoing
        self.delete = delete
        self.deleteOwn = deleteOwn
        self.takeOver = takeOver
        self.protected = protected
    }

    /// Everything whose deletion is asked for by name.
    public var namedDeletions: [ResourceKey] { deleteOwn.isEmpty ? delete : delete + deleteOwn }

    /// The bound on unconfirmed deletions when the owner declares `declared` resources.
    public func pruneLimit(declared: Int) -> Int { maxPrune ?? max(10, declared / 5) }
}
