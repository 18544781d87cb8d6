/// Decides how to follow a collection of the API server: a list or WatchList first, then one watch after the
/// other, and lists again when the server's history no longer reaches back far enough. It sends nothing and
/// knows no clock: each input gives the actions to carry out, and ``nextWake`` says when to come back without
/// one.
///
/// The rules are those of the Kubernetes API concepts, of KEP-3157 (WatchList, bookmarks) and KEP-5504
/// (order of resource versions). At most one list or watch is under way at a time, and one probe.
public struct ReflectorMachine: Sendable {
    /// A point in time; the caller reads the clock.
    public typealias Instant = ContinuousClock.Instant

    /// A list under way.
    struct Listing: Hashable, Sendable {
        /// What the state must not be older than; unset for the most recent.
        var notOlderThan = ResourceVersion.unset
        /// Whether it comes in pages.
        var isPaged = true
        var continueToken: String?
        /// The version of the first page, which is that of the whole list.
        var version: ResourceVersion?
    }

    /// A watch under way.
    struct ActiveWatch: Hashable, Sendable {
        /// Whether the initial state is still coming in (WatchList).
        var isInitial: Bool
        /// Before the request, not the answer: some proxies hold the answer back until the first event.
        let requestedAt: Instant
        var lastActivity: Instant
        /// When an object of the initial state came last.
        var lastObject: Instant
        var hasEvents = false
        var hasWarned = false
        var isProbing = false
        /// Probes that were answered since the watch last brought something.
        var quietProbes = 0
    }

    enum Attempt: Hashable, Sendable {
        case watchList
        case list(Listing)
        case watch
    }

    enum Step: Hashable, Sendable {
        case idle
        case waiting(until: Instant, next: Attempt)
        case listing(Listing)
        case watching(ActiveWatch)
    }

    /// The configuration it was made with.
    public let configuration: ReflectorConfiguration
    /// How it is doing.
    public internal(set) var condition = ReflectorCondition.starting
    /// Whether the store has been complete once; it never turns false again.
    public internal(set) var isSynced = false
    /// The version up to which the store is complete.
    public internal(set) var resourceVersion = ResourceVersion.unset
    /// When the server last sent anything.
    public internal(set) var lastActivity: Instant?
    /// The last failure, also when it is over.
    public internal(set) var lastError: String?
    /// Failures in a row.
    public internal(set) var failures = 0
    /// How often it had to list or watch anew because of a failure.
    public internal(set) var restarts = 0

    var step = Step.idle
    var healthySince: Instant?
    /// Lists in a row whose state was older than what was seen before.
    var staleLists = 0
    var nextResync: Instant?

    /// A machine that waits for ``ReflectorInput/start``.
    ///
    /// - Parameter seen: what a store from an earlier run has reached; older state will be met with distrust.
    public init(_ configuration: ReflectorConfiguration, seen: ResourceVersion = .unset) {
        self.configuration = configuration
        resourceVersion = seen
    }

    /// Takes note of what happened. An input that fits nothing under way, such as a late answer, changes
    /// nothing.
    ///
    /// - Parameter random: from 0 to 1, for waits and the length of watches.
    public mutating func handle(
        _ input: ReflectorInput, at now: Instant, random: Double
    ) -> [ReflectorAction] {
        let moment = Moment(now: now, random: min(max(random, 0), 1))
        switch (input, step) {
        case (.start, .idle): return begin(first, moment)
        case (.page(let page), .listing(let listing)): return take(page, of: listing, moment)
        case (.requestFailed(let failure), .listing(let listing)): return fail(failure, in: listing, moment)
        case (.requestFailed(let failure), .watching(let watch)): return fail(failure, in: watch, moment)
        case (.watchOpened, .watching(let watch)): return opened(watch, moment)
        case (.events(let events), .watching(let watch)): return take(events, of: watch, moment)
        case (.watchEnded(let failure?), .watching(let watch)): return fail(failure, in: watch, moment)
        case (.watchEnded(nil), .watching(let watch)): return ended(watch, moment)
        case (.probeSucceeded(let version), .watching(let watch)) where watch.isProbing:
            return probed(watch, at: version, moment)
        case (.probeFailed(let failure), .watching(let watch)) where watch.isProbing:
            return [.closeWatch] + fail(failure, in: watch, moment)
        case (.timer, _): return wake(moment)
        default: return []
        }
    }

    private var first: Attempt {
        configuration.usesWatchList && resourceVersion.isUnset ? .watchList : .list(relisting)
    }

    /// The time and the chance of one input.
    struct Moment {
        let now: Instant
        let random: Double
    }

    /// Starts an attempt at once.
    mutating func begin(_ attempt: Attempt, _ moment: Moment) -> [ReflectorAction] {
        switch attempt {
        case .watchList: return [.dropStaged, openWatch(isInitial: true, moment)]
        case .watch: return [openWatch(isInitial: false, moment)]
        case .list(let listing):
            step = .listing(listing)
            return (listing.continueToken == nil ? [.dropStaged] : []) + [.list(request(for: listing))]
        }
    }

    private mutating func openWatch(isInitial: Bool, _ moment: Moment) -> ReflectorAction {
        step = .watching(
            ActiveWatch(
                isInitial: isInitial, requestedAt: moment.now, lastActivity: moment.now,
                lastObject: moment.now))
        let range = configuration.watchSeconds
        let seconds = range.lowerBound + Int(Double(range.count - 1) * moment.random)
        let request = APIRequest.watch(
            configuration.resource, namespace: configuration.namespace,
            resourceVersion: isInitial ? .unset : resourceVersion, timeoutSeconds: seconds,
            sendInitialEvents: isInitial, labelSelector: configuration.labelSelector,
            fieldSelector: configuration.fieldSelector)
        return .openWatch(request, idleTimeout: .seconds(seconds) + configuration.watchGrace)
    }
}
