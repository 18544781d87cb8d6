/// One look at a pool's pods and workers, and what to do about their number: pure, so that each case is a test.
///
/// Fewer workers without lost work: the least busy ones are chosen and told to take no more jobs (and marked, so that
/// the Deployment takes exactly these), and the Deployment shrinks only when they are idle or their grace period is
/// over. Nothing extra is started meanwhile.
public struct ScaleStep: Hashable, Sendable {
    /// A pod of the pool, with the worker that runs in it.
    public struct Member: Hashable, Sendable {
        /// The pod's name.
        public var pod: String
        /// The pod's uid, which is the worker's id.
        public var uid: String
        /// Jobs that it runs; nil while no worker of this id has registered.
        public var busy: Int?
        /// Chosen to go, since this monotonic time; nil: it stays.
        public var leavingSince: Duration?
        /// Takes no jobs, for whatever reason.
        public var isDraining: Bool

        /// A member of exactly these parts.
        public init(
            pod: String, uid: String, busy: Int?, leavingSince: Duration? = nil, isDraining: Bool = false
        ) {
            self.pod = pod
            self.uid = uid
            self.busy = busy
            self.leavingSince = leavingSince
            self.isDraining = isDraining
        }
    }

    /// Pods to choose: mark them, and tell their workers to drain.
    public var choose: [Member] = []
    /// Pods that were chosen and are needed again.
    public var spare: [Member] = []
    /// What the Deployment's `spec.replicas` should be now.
    public var replicas: Int

    /// - Parameters:
    ///   - wanted: how many workers there should be.
    ///   - members: the pods that are not yet being deleted.
    ///   - current: the Deployment's `spec.replicas`; nil when there is no Deployment yet.
    ///   - grace: how long a chosen worker may go on with its jobs.
    public init(wanted: Int, members: [Member], current: Int?, grace: Duration, now: Duration) {
        guard let current, wanted < current else {
            // Pods beyond the number are on their way out, and their marks say which of them.
            spare = members.count > wanted ? [] : members.filter { $0.leavingSince != nil }
            replicas = wanted
            return
        }
        // Pods that do not exist yet are the first to go, and nobody waits for them.
        let surplus = max(0, members.count - wanted)
        let order = members.sorted { Self.goesBefore($0, $1) }
        let leaving = order.prefix(surplus)
        choose = leaving.filter { $0.leavingSince == nil }
        spare = order.dropFirst(surplus).filter { $0.leavingSince != nil }
        let gone = leaving.filter { member in
            guard let since = member.leavingSince else { return member.busy == nil }
            let isIdle = (member.busy ?? 0) == 0 && (member.isDraining || member.busy == nil)
            return isIdle || since + grace <= now
        }
        replicas = min(current, max(wanted, members.count - gone.count))
    }

    /// Those already chosen first, for they take no jobs; then those without a worker; then the least busy.
    private static func goesBefore(_ left: Member, _ right: Member) -> Bool {
        if (left.leavingSince != nil) != (right.leavingSince != nil) { return left.leavingSince != nil }
        if (left.busy ?? -1) != (right.busy ?? -1) { return (left.busy ?? -1) < (right.busy ?? -1) }
        return left.pod < right.pod
    }
}
