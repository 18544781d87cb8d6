public import KubernetesClient
import KubernetesProtocol
import KubernetesResources
public import KubernetesRuntime
import Lifecycle
public import Logging
public import PostgresStore
import Resources
public import ServiceLifecycle
import Synchronization

/// Keeps the database at what the custom resources of a cluster declare, and their statuses at what the database
/// knows. Any number may run; one leads, by a Lease of the cluster and by an epoch that PostgreSQL checks.
public final class KubernetesController: Service {
    /// The field manager of everything that it writes.
    public static let fieldManager = "jq-controller"
    /// The Lease by which the leader is elected, in the controller's namespace.
    public static let leaseName = "jq-controller"

    private let connection: any ClusterConnection
    private let leaseConnection: any ClusterConnection
    private let store: JobQueueStore
    private let options: ControllerOptions
    private let liveness: LivenessBoard
    private let events: EventRecorder
    private let logger: Logger
    private let mirror: ObjectMirror
    private let queue: WorkQueue<ResourceKey>
    private let news: ControllerNews
    private let holder = freshJobID()
    private let problems = Mutex(0)

    /// After ``run()`` with ``ControllerOptions/once``: something is invalid or held up.
    public var foundProblems: Bool { problems.withLock { $0 > 0 } }

    /// - Parameters:
    ///   - leaseConnection: for the lease alone, so that its renewal waits behind nothing.
    ///   - liveness: told how each watch and the lease are.
    public init(
        connection: any ClusterConnection, leaseConnection: any ClusterConnection, store: JobQueueStore,
        options: ControllerOptions, liveness: LivenessBoard, logger: Logger
    ) {
        self.connection = connection
        self.leaseConnection = leaseConnection
        self.store = store
        self.options = options
        self.liveness = liveness
        self.logger = logger
        let queue = WorkQueue<ResourceKey>(name: "declarations")
        let news = ControllerNews(queue: queue)
        self.queue = queue
        self.news = news
        self.mirror = ObjectMirror(
            connection: connection, namespace: options.namespace, liveness: liveness, logger: logger,
            onChange: { news.take($0, $1, object: $2) })
        events = EventRecorder(
            connection: connection, controller: "jq.dev/jq-controller", instance: options.election.identity,
            logger: logger)
    }

    /// Brings the gauges of the work queue up to date; call it before metrics are read.
    public func sampleMetrics() { queue.sampleMetrics() }

    /// Runs until a graceful shutdown, leading or standing by with full caches.
    public func run() async throws {
        let elector = LeaderElector(
            connection: leaseConnection,
            lease: ObjectKey(namespace: options.homeNamespace, name: Self.leaseName),
            configuration: options.election, liveness: liveness.check("lease", limit: .seconds(60)),
            logger: logger
        ) { term in
            try await self.lead(term.number)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.mirror.run() }
            group.addTask { try await self.events.run() }
            // The others end by themselves at a shutdown; what is led ends first.
            defer { group.cancelAll() }
            do { try await elector.run() } catch is CancellationError {
                // A shutdown in the middle of waiting for something is an orderly end.
                return
            }
        }
    }

    /// One term of office.
    private func lead(_ term: some CustomStringConvertible) async throws {
        let fence = try await takeControl()
        logger.notice("leading", metadata: ["term": "\(term)", "epoch": "\(fence.epoch)"])
        // Of this term alone: what a former one has not written in time is no longer true.
        let writer = StatusWriter(
            connection: connection, fieldManager: Self.fieldManager, configuration: options.statusLimits,
            endsAtShutdown: false, logger: logger)
        let reporter = StatusReporter(
            store: store, mirror: mirror, writer: writer, events: events, options: options, logger: logger)
        let reconciler = Reconciler(
            performer: ReconcilePerformer(
                connection: connection, store: store, owner: options.owner, actor: options.actor,
                fence: fence,
                hook: options.hook, onPlan: options.onPlan),
            mirror: mirror, queue: queue, reporter: reporter, events: events, news: news, options: options,
            logger: logger)
        let pools = PoolKeeper(
            connection: connection, store: store, mirror: mirror, reporter: reporter, options: options,
            fence: fence, logger: logger)
        let workers = WorkerObjectKeeper(
            connection: connection, store: store, mirror: mirror, writer: writer, options: options,
            fence: fence,
            logger: logger)
        news.onWorkerObject { workers.objectChanged() }
        await cancelWhenGracefulShutdown {
            await self.mirror.waitUntilListed(atMost: self.options.listTimeout)
        }
        if options.once {
            try await once(reconciler, reporter, writer)
            let summary = await reporter.summary
            problems.withLock { $0 = summary.invalid + summary.blocked }
            return
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await writer.run() }
            group.addTask { try await reporter.run() }
            group.addTask { try await pools.run() }
            group.addTask { try await workers.run() }
            // It ends first, by a shutdown or because another controller has taken over; the writer goes on for a
            // moment with what it has by then.
            group.addTask {
                try await reconciler.run()
                await reporter.reportDue()
                _ = await writer.flush(within: .seconds(5))
                throw EndOfTerm()
            }
            defer { group.cancelAll() }
            do {
                while try await group.next() != nil {}
            } catch is EndOfTerm {
                return
            }
        }
    }

    private func once(
        _ reconciler: Reconciler, _ reporter: StatusReporter, _ writer: StatusWriter
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await writer.run() }
            defer { group.cancelAll() }
            try await reconciler.once()
            await reporter.reportDue()
            _ = await writer.flush(within: .seconds(30))
        }
    }

    /// Without the database nobody can lead; it is asked for until it answers.
    private func takeControl() async throws -> Fence {
        var failures = 0
        while true {
            do {
                return try await store.takeControl(Fence.name(owner: options.owner), holder: holder)
            } catch {
                if options.once { throw error }
                await letReleasedGo()
                failures += 1
                logger.warning("cannot take control", metadata: ["error": "\(error)"])
                let pause = Duration.milliseconds(min(5_000, 100 << min(failures, 6)))
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
            }
        }
    }

    /// The way out for objects whose database is gone for good needs no database.
    private func letReleasedGo() async {
        for object in mirror.objects(of: .queue) where object.isTerminating && object.isReleased {
            guard let removal = object.removingFinalizer else { continue }
            do { _ = try await connection.send(removal) } catch {
                logger.warning(
                    "cannot let a queue go", metadata: ["queue": "\(object.key)", "error": "\(error)"])
            }
        }
    }
}

/// What was to be done in a term is done.
private struct EndOfTerm: Error {}
