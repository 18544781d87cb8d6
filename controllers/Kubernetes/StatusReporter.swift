import KubernetesClient
import KubernetesProtocol
import KubernetesResources
import KubernetesRuntime
import Logging
import Planning
import PostgresStore
import Resources

/// Brings what the database knows back onto the objects: after each reconcile, when a run comes further, and for
/// counters every half minute. What is written, and how often, is for ``StatusWriter`` to say.
actor StatusReporter {
    /// What the pools of this cluster have beside what the database knows.
    struct PoolReport: Hashable, Sendable {
        var desired: Int64
        var replicas: Int64
        var selector: String
        /// Why its workers cannot be kept; nil when they can.
        var problem: String?
    }

    /// Looks at counters between two offers of every status, which costs a read and no write if nothing differs.
    private static let looksBetweenOffers = 10

    private let store: JobQueueStore
    private let mirror: ObjectMirror
    private let writer: StatusWriter
    private let events: EventRecorder
    private let options: ControllerOptions
    private let logger: Logger

    private var verdicts: [ResourceKey: Verdict] = [:]
    private var pools: [ResourceKey: PoolReport] = [:]
    private var due: Set<ResourceKey> = []
    /// Of these even a change of counters does not wait.
    private var prompt: Set<ResourceKey> = []
    private var counts: [String: QueueCounts] = [:]
    private var poolWorkers: [String: PoolWorkers] = [:]
    private var scheduleMarks: [ResourceKey: ScheduleMark] = [:]
    private let wakeUps: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    init(
        store: JobQueueStore, mirror: ObjectMirror, writer: StatusWriter, events: EventRecorder,
        options: ControllerOptions, logger: Logger
    ) {
        self.store = store
        self.mirror = mirror
        self.writer = writer
        self.events = events
        self.options = options
        self.logger = logger
        (wakeUps, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// What reconciling says from now on; nil takes it back.
    func note(_ news: [ResourceKey: Verdict?]) {
        for (key, verdict) in news {
            verdicts[key] = verdict
            if verdict == nil {
                due.remove(key)
                pools[key] = nil
                prompt.remove(key)
                writer.forget(
                    StatusTarget(
                        APIResource(key.kind), ObjectKey(namespace: key.namespace, name: key.name)))
            } else {
                due.insert(key)
            }
        }
        // A schedule says when its queue is missing.
        if news.keys.contains(where: { $0.kind == .queue }) {
            due.formUnion(verdicts.keys.filter { $0.kind == .schedule })
        }
        wake.yield()
    }

    /// What a pool has in the cluster; nil: it has no Deployment.
    func note(_ pool: ResourceKey, _ report: PoolReport?) {
        guard pools[pool] != report else { return }
        // `kubectl scale` and autoscalers wait for these.
        if pools[pool]?.desired != report?.desired || pools[pool]?.selector != report?.selector {
            prompt.insert(pool)
        }
        pools[pool] = report
        touch([pool])
    }

    /// What keeps a pool from its workers.
    func note(_ pool: ResourceKey, problem: String) {
        var report =
            pools[pool]
            ?? PoolReport(
                desired: 0, replicas: 0, selector: WorkerDeployment.selector(ofPool: pool.name))
        guard report.problem != problem else { return }
        report.problem = problem
        pools[pool] = report
        touch([pool])
        guard let object = mirror.object(pool) else { return }
        events.record(
            object.event(.warning, reason: "DeploymentFailed", action: "Deploy"), note: problem)
    }

    /// Whether the database holds what the object declares now.
    func isApplied(_ key: ResourceKey) -> Bool {
        if case .applied? = verdicts[key] { true } else { false }
    }

    /// Something about these may have changed.
    func touch(_ keys: some Sequence<ResourceKey>) {
        for key in keys where verdicts[key] != nil { due.insert(key) }
        if !due.isEmpty { wake.yield() }
    }

    /// How many objects are understood, and how many are held up.
    var summary: (objects: Int, invalid: Int, blocked: Int) {
        var (invalid, blocked) = (0, 0)
        for verdict in verdicts.values {
            switch verdict {
            case .invalid: invalid += 1
            case .blocked, .leaving: blocked += 1
            case .applied, .waiting: break
            }
        }
        return (verdicts.count, invalid, blocked)
    }

    /// Problems of objects, as `jq-ctl sources` lists them.
    var problems: [Diagnostic] {
        verdicts.sorted { $0.key < $1.key }.flatMap { key, verdict -> [Diagnostic] in
            switch verdict {
            case .invalid(_, let problems): problems
            case .blocked(_, let why), .leaving(_, let why):
                [Diagnostic(.error, "\(key) is blocked: \(why)", resource: key)]
            case .applied, .waiting: []
            }
        }
    }

    /// Reports until the task is cancelled.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.reportWhenDue() }
            group.addTask { try await self.watchRuns() }
            group.addTask { try await self.watchCounts() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func reportWhenDue() async throws {
        for await _ in wakeUps {
            try Task.checkCancellation()
            await reportDue()
        }
    }

    /// Writes everything that is due now.
    func reportDue() async {
        while !due.isEmpty, !Task.isCancelled {
            let keys = Array(due.sorted().prefix(500))
            due.subtract(keys)
            do {
                try await report(keys)
            } catch {
                logger.warning("cannot read statuses", metadata: ["error": "\(error)"])
                due.formUnion(keys)
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    private func report(_ keys: [ResourceKey]) async throws(StoreError) {
        var waiting: [ResourceKey] = []
        var stored: [ResourceKey] = []
        for key in keys {
            switch verdicts[key] {
            case .waiting, .invalid: waiting.append(key)
            default: stored.append(key)
            }
        }
        // What only the object's own words are about needs no database, which may be away; so it goes first.
        submit(waiting, found: [:], verdicts: verdicts)
        // As of before the read: what is applied meanwhile is reported with what is read after it.
        let verdicts = self.verdicts
        let observed = stored.isEmpty ? [] : try await store.observed(keys: stored)
        submit(
            stored,
            found: Dictionary(
                observed.map { ($0.record.live.resource.key, $0) }, uniquingKeysWith: { first, _ in first }),
            verdicts: verdicts)
    }

    private func submit(
        _ keys: [ResourceKey], found: [ResourceKey: ObservedResource], verdicts: [ResourceKey: Verdict]
    ) {
        for key in keys {
            guard let object = mirror.object(key), let verdict = verdicts[key],
                let status = composeStatus(
                    found[key].map { withPool($0, pools[key], object) }, verdict: verdict,
                    previous: object.status)
            else { continue }
            announce(status, of: object)
            writer.submit(
                object.target, status: status, known: object.reference, promptly: prompt.remove(key) != nil)
        }
    }

    private func withPool(
        _ observed: ObservedResource, _ pool: PoolReport?, _ object: DeclaredObject
    ) -> ObservedResource {
        guard let pool = pool ?? reported(by: object) else { return observed }
        let facts = observed.status.facts
        var result = observed
        result.status = poolStatus(
            observed.record.live, online: facts["ready"]?.intValue ?? 0, busy: facts["busy"]?.intValue ?? 0,
            capacity: facts["capacity"]?.intValue ?? 0, desired: pool.desired, replicas: pool.replicas,
            selector: pool.selector)
        if let problem = pool.problem {
            result.status.conditions = [
                Condition("Ready", .no, "DeploymentFailed", problem),
                Condition("Stalled", .yes, "DeploymentFailed", problem),
            ]
        }
        return result
    }

    /// Until somebody has looked at the pool's pods in this term, what the last term said of them stands: autoscalers
    /// follow the selector.
    private func reported(by object: DeclaredObject) -> PoolReport? {
        guard object.isOnKubernetes, let selector = object.status["selector"]?.stringValue,
            let desired = object.status["desired"]?.intValue,
            let replicas = object.status["replicas"]?.intValue
        else { return nil }
        return PoolReport(desired: desired, replicas: replicas, selector: selector)
    }

    /// The end of a run is news for people who watch Events.
    private func announce(_ status: Value, of object: DeclaredObject) {
        for type in ["Complete", "Failed"] {
            guard let now = condition(type, in: status), now["status"] == "True",
                condition(type, in: object.status)?["message"] != now["message"]
            else { continue }
            events.record(
                type == "Failed"
                    ? object.event(.warning, reason: "RunFailed", action: "Run")
                    : object.event(.normal, reason: "RunCompleted", action: "Run"),
                note: now["message"]?.stringValue ?? "")
        }
    }

    private func condition(_ type: String, in status: Value) -> Value? {
        status["conditions"]?.arrayValue?.first { $0["type"]?.stringValue == type }
    }

    private func watchRuns() async throws {
        var runs = RunWatch()
        while true {
            do {
                touch(try await runs.changes(in: store))
                let workers = try await store.poolWorkers()
                if workers != poolWorkers {
                    poolWorkers = workers
                    touch(verdicts.keys.filter { $0.kind == .workerPool })
                }
            } catch {
                logger.debug("cannot look at runs", metadata: ["error": "\(error)"])
            }
            try await Task.sleep(for: options.runInterval)
        }
    }

    private func watchCounts() async throws {
        var looks = 0
        while true {
            looks += 1
            // A write that was refused or overwritten is nobody's news: everything is offered anew now and then.
            if looks % Self.looksBetweenOffers == 0 { touch(verdicts.keys) }
            do {
                let now = try await store.queueCounts()
                touch(
                    verdicts.keys.filter { $0.kind == .queue && now[$0.storedName] != counts[$0.storedName] })
                counts = now
                let marks = try await store.scheduleMarks()
                touch(
                    verdicts.keys.filter { $0.kind == .schedule && marks[$0] != scheduleMarks[$0] })
                scheduleMarks = marks
            } catch {
                logger.debug("cannot count jobs", metadata: ["error": "\(error)"])
            }
            try await Task.sleep(for: options.countInterval)
        }
    }
}
