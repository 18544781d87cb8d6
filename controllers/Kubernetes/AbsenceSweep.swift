public import Resources

/// Finds what the database declares and the cluster no longer holds, for nobody saw it go: it was deleted while the
/// controller was away, or a watch broke.
///
/// Absence is weak evidence: a cluster that was restored from an old backup, or a wrong kubeconfig, looks the same.
/// So a large absence is not believed without somebody's word (the bug of operators that deleted everything when
/// their view was empty), and a kind whose objects cannot be listed is left alone.
public struct AbsenceSweep: Hashable, Sendable {
    /// Declared in the database by this owner, and in no object. To be confirmed one by one before deletion.
    public var missing: [ResourceKey]
    /// Set when `missing` is more than may go unseen; nothing is to be deleted then.
    public var obstacle: String?

    /// - Parameters:
    ///   - declared: what the database holds of this owner.
    ///   - present: keys of the objects in the caches.
    ///   - listed: kinds whose caches are complete.
    ///   - limit: most deletions that nobody saw; nil: 10, or 20 % of what is declared, if that is more, and none
    ///     when there is no object at all.
    ///   - namespace: the one that is watched; nil for all.
    public init(
        declared: [ResourceKey], present: Set<ResourceKey>, listed: Set<Kind>, limit: Int?, namespace: String?
    ) {
        let ours = declared.filter { namespace == nil || $0.namespace == namespace }
        missing = ours.filter { listed.contains($0.kind) && !present.contains($0) }.sorted()
        // A cluster without a single object of ours is a restored or a wrong one more often than a meant one.
        let allowed = limit ?? (present.isEmpty ? 0 : max(10, ours.count / 5))
        if missing.count > allowed {
            obstacle = """
                \(missing.count) of \(ours.count) declared resources have no object in the cluster any more \
                (\(missing.prefix(3).map(\.description).joined(separator: ", ")), ...); more than \(allowed) are \
                not deleted unseen. If they are meant to go, raise --max-prune to \(missing.count) or delete them \
                with jq-ctl delete
                """
        }
    }
}
