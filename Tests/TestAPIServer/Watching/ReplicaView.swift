/// How far a second endpoint sees.
enum ReplicaView: Sendable, Hashable {
    /// As far as the first.
    case current
    /// This many revisions behind.
    case behind(Int)
    /// Nothing after this revision.
    case frozen(at: Int)
}

extension ClusterState {
    /// The newest revision that an endpoint's cache holds; nil stands for the first endpoint.
    func revision(seenBy replica: Int?) -> Int {
        guard let replica, let view = replicas[replica] else { return storage.revision }
        switch view {
        case .current: return storage.revision
        case .behind(let count): return max(0, storage.revision - count)
        case .frozen(let revision): return min(revision, storage.revision)
        }
    }
}
