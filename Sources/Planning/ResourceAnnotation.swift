public import Resources

/// The annotations in `metadata.annotations` that a plan acts on, wherever a declaration comes from. Every other
/// annotation is stored and shown, and changes nothing in the store.
public enum ResourceAnnotation {
    /// `jq.dev/prune: disabled` keeps a declaration that is gone from its source from being pruned; deleting it by
    /// name works all the same.
    public static let prune = "jq.dev/prune"

    /// `jq.dev/moved-from: <owner>` lets this declaration be taken over from exactly that owner (`directory:…`,
    /// `kubernetes`, as `jq-ctl sources` names them), and from no other. Nothing runs again, for the ledger goes by
    /// name and content, and the former owner's prune leaves the declaration alone from then on. It may stay when
    /// the move is done. When two declarations name each other, the later claim wins: a claim that was used once
    /// does not take back what its former owner has reclaimed.
    public static let movedFrom = "jq.dev/moved-from"
}

extension Resource {
    /// The owner from which this declaration may be taken over; nil when it names none.
    public var movedFrom: String? {
        guard let owner = annotations[ResourceAnnotation.movedFrom], !owner.isEmpty else { return nil }
        return owner
    }
}
