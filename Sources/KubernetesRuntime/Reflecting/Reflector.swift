public import KubernetesClient
public import KubernetesProtocol
public import Logging
public import ServiceLifecycle
internal import Synchronization

/// Keeps a copy of a collection of the API server up to date, and says which objects change.
///
/// It lists or watches until it is told to stop; no failure ends it (``health`` tells about them). What to do
/// and when is decided by `ReflectorMachine`.
public final class Reflector<Item: Sendable>: Service {
    /// What is followed, and the limits.
    public let configuration: ReflectorConfiguration
    /// What is known. It is up to date before a change of it is handed out.
    public let cache: ObjectCache<Item>

    let connection: any ClusterConnection
    let clock: any RuntimeClock
    let random: @Sendable () -> Double
    private let logger: Logger
    private let metrics: ReflectorMetrics
    private let liveness: LivenessCheck?
    private let transform: @Sendable (KubernetesObject) -> Item
    private let onChange: @Sendable (ObjectKey, ReflectorChange<Item>) -> Void
    private let current: Mutex<WatchHealth>

    /// A reflector that begins with ``run()``.
    ///
    /// - Parameters:
    ///   - liveness: hears of each event, bookmark and page while the store follows the server, and of the
    ///     reason when it does not. Its limit should be above `suspectAfter` twice over.
    ///   - transform: makes of an object what is worth keeping; called once for each version.
    ///   - onChange: called for one change after the other, in order and never at the same time; it should
    ///     only put the key into a queue, because events wait meanwhile.
    public init(
        connection: any ClusterConnection, configuration: ReflectorConfiguration,
        clock: any RuntimeClock = SystemClock(), logger: Logger = Logger(label: "jq.kubernetes.reflector"),
        liveness: LivenessCheck? = nil,
        random: @escaping @Sendable () -> Double = { .random(in: 0...1) },
        transform: @escaping @Sendable (KubernetesObject) -> Item,
        onChange: @escaping @Sendable (ObjectKey, ReflectorChange<Item>) -> Void
    ) {
        self.connection = connection
        self.configuration = configuration
        self.clock = clock
        self.random = random
        var logger = logger
        logger[metadataKey: "resource"] = "\(configuration.resource)"
        if let namespace = configuration.namespace { logger[metadataKey: "namespace"] = "\(namespace)" }
        self.logger = logger
        self.liveness = liveness
        metrics = ReflectorMetrics(resource: configuration.resource, namespace: configuration.namespace)
        self.transform = transform
        self.onChange = onChange
        cache = ObjectCache(clock: clock)
        current = Mutex(WatchHealth(resource: configuration.resource, namespace: configuration.namespace))
    }

    /// A reflector of `resource` with the usual limits.
    public convenience init(
        connection: any ClusterConnection, resource: APIResource, namespace: String? = nil,
        logger: Logger = Logger(label: "jq.kubernetes.reflector"), liveness: LivenessCheck? = nil,
        transform: @escaping @Sendable (KubernetesObject) -> Item,
        onChange: @escaping @Sendable (ObjectKey, ReflectorChange<Item>) -> Void
    ) {
        self.init(
            connection: connection,
            configuration: ReflectorConfiguration(resource, namespace: namespace), logger: logger,
            liveness: liveness, transform: transform, onChange: onChange)
    }

    /// How the watch is doing at this moment.
    public var health: WatchHealth { current.withLock { $0 } }

    /// Follows the collection until the task is cancelled or the service is shut down. Call it once at a time;
    /// after it has returned it may be called again, and goes on with what is known.
    public func run() async {
        await cancelWhenGracefulShutdown {
            var run = ReflectorRun(self)
            await run.follow()
        }
    }

    /// Carries out what concerns the cache, then hands out the changes.
    func change(_ action: ReflectorAction) {
        let transform = self.transform
        let changes = cache.change { state -> [ObjectTable<Item>.Change] in
            switch action {
            case .stage(let events): for event in events { state.table.stage(event, transform: transform) }
            case .dropStaged: state.table.dropStaged()
            case .commitStaged: return state.table.commitStaged()
            case .apply(let events):
                return events.flatMap { state.table.apply($0, transform: transform) }
            case .advance(let version): state.resourceVersion = version
            case .resync: return state.table.entries.keys.sorted().map { ($0, .resync) }
            case .list, .openWatch, .closeWatch, .probe, .note: break
            }
            return []
        }
        metrics.changed(changes.count)
        for (key, change) in changes { onChange(key, change) }
    }

    /// Tells the world how the machine is doing.
    func publish(_ machine: ReflectorMachine) {
        let staleEvents = cache.staleEvents
        let before = health
        var after = before
        after.condition = machine.condition
        after.isSynced = machine.isSynced
        after.lastActivity = machine.lastActivity
        after.lastError = machine.lastError
        after.failures = machine.condition == .current ? 0 : machine.failures
        after.restarts = machine.restarts
        after.resourceVersion = machine.resourceVersion
        after.staleEvents = staleEvents
        current.withLock { $0 = after }
        metrics.sample(after, restarts: after.restarts - before.restarts, objects: cache.count)
        switch after.condition {
        case .starting: break
        case .current:
            if before.condition != .current || before.lastActivity != after.lastActivity { liveness?.beat() }
        case .failing, .resourceMissing, .forbidden:
            if before.condition != after.condition || before.lastError != after.lastError {
                liveness?.fail(after.lastError ?? after.condition.rawValue)
            }
        }
    }

    func log(_ note: ReflectorNote) {
        let level: Logger.Level =
            switch note {
            case .recovered, .watchListRefused, .watchListGivenUp: .info
            case .skippedEvent, .suspect, .initialStateLate, .failed, .staleState, .historyRewound: .warning
            case .resourceMissing, .forbidden: .error
            }
        logger.log(level: level, "\(note)")
    }
}
