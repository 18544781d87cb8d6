import KafkaBridge
import Lifecycle
import LinuxReactor
import Logging
import Planning
import PostgresStore
import Resources

/// Knows the workers that are connected to this server: registers them, writes their heartbeats together, and
/// passes them what operators and pools want of them.
actor WorkerDesk: ReactorActor {
    private struct Guest {
        var registration: WorkerRegistration
        var configuration: PoolConfiguration
        var weights: [String: Int]
        var isDraining = false
        var isLeaving = false
        /// The last heartbeat on a stream of this server; nil for workers that beat by unary calls, anywhere.
        var heardAt: ContinuousClock.Instant?
    }

    private let store: JobQueueStore
    private let dispatcher: Dispatcher
    private let heartbeatTimeout: Duration
    private let logger: Logger
    private var guests: [JobID: Guest] = [:]
    private var beats: [JobID: Int32] = [:]
    private var pools: [String: PoolWish] = [:]
    private var isDrainedByOperator: Set<JobID> = []
    private var export: HeartbeatExport?

    nonisolated var reactor: Reactor { store.reactor }

    /// - Parameter heartbeatTimeout: silence after which a stream is ended.
    init(store: JobQueueStore, dispatcher: Dispatcher, heartbeatTimeout: Duration, logger: Logger) {
        self.store = store
        self.dispatcher = dispatcher
        self.heartbeatTimeout = heartbeatTimeout
        self.logger = logger
    }

    /// Who publishes heartbeats, if anybody does.
    func setExport(_ export: HeartbeatExport?) { self.export = export }

    /// Heartbeats that were written elsewhere.
    func wrote(_ records: [WorkerRecord]) { export?.take(records) }

    /// Registers a worker, gives back what it was assigned and does not hold, and opens its mailbox.
    func welcome(
        _ registration: WorkerRegistration, held: [JobID], mailbox: Mailbox<WorkerOrder>
    ) async throws -> PoolConfiguration {
        let record = try await store.register(registration)
        let unheld = try await store.unheldAttempts(worker: registration.id, held: held)
        if !unheld.isEmpty { await dispatcher.ready(try await store.fail(unheld).ready) }
        if pools[registration.pool] == nil, !registration.pool.isEmpty { try await readPools() }
        let wish = pools[registration.pool] ?? PoolWish()
        guests[registration.id] = Guest(
            registration: registration, configuration: wish.configuration, weights: wish.weights)
        await dispatcher.connect(
            registration.id, queues: wish.configuration.queues ?? registration.queues, weights: wish.weights,
            mailbox: mailbox)
        await pass(record)
        return wish.configuration
    }

    func leave(_ worker: JobID, mailbox: Mailbox<WorkerOrder>) async {
        await dispatcher.disconnect(worker, mailbox: mailbox)
        if await !dispatcher.connectedWorkers.contains(worker) { guests[worker] = nil }
    }

    /// The worker has finished and reported everything: OFFLINE at once.
    func goodbye(_ worker: JobID) async {
        beats[worker] = nil
        do { _ = try await store.deregister(worker) } catch {
            logger.warning(
                "cannot deregister a worker", metadata: ["worker": "\(worker)", "error": "\(error)"])
        }
    }

    func beat(_ worker: JobID, busy: Int32) {
        beats[worker] = busy
        guests[worker]?.heardAt = .now
    }

    /// Ends the streams of workers that are silent although their connection stands. Whatever they still had credits
    /// for would be assigned to them, be lost with them, and use up the jobs' retries.
    func dismissSilent() async {
        let limit = ContinuousClock.now - heartbeatTimeout
        for (worker, guest) in guests {
            guard let heardAt = guest.heardAt, heardAt < limit else { continue }
            logger.warning("worker is silent, its stream is ended", metadata: ["worker": "\(worker)"])
            guests[worker] = nil
            await dispatcher.dismiss(worker)
        }
    }

    /// Writes the heartbeats that came since last time, and passes on what was decided about those workers.
    func writeBeats() async throws {
        let now = beats.map { (worker: $0.key, busy: $0.value) }
        beats.removeAll(keepingCapacity: true)
        let records: [WorkerRecord]
        do { records = try await store.heartbeat(now) } catch {
            for (worker, busy) in now where beats[worker] == nil { beats[worker] = busy }
            throw error
        }
        export?.take(records)
        for record in records { await pass(record) }
        try await passCancellations(Array(guests.keys))
    }

    /// Another server, or an operator, left word for this worker.
    func wordFor(_ worker: JobID) async throws {
        guard guests[worker] != nil else { return }
        for record in try await store.heartbeat([(worker, beats[worker] ?? 0)]) { await pass(record) }
        try await passCancellations([worker])
    }

    /// Pools may have changed: tells their workers.
    func poolsChanged() async throws {
        try await readPools()
        for (worker, guest) in guests {
            let wish = pools[guest.registration.pool] ?? PoolWish()
            if wish.configuration != guest.configuration || wish.weights != guest.weights {
                guests[worker]?.configuration = wish.configuration
                guests[worker]?.weights = wish.weights
                await dispatcher.tell(worker, .configure(wish.configuration))
                await dispatcher.changeQueues(
                    of: worker, to: wish.configuration.queues ?? guest.registration.queues,
                    weights: wish.weights)
            }
            await setDraining(worker, wish.drain || isDrainedByOperator.contains(worker))
        }
    }

    private func pass(_ record: WorkerRecord) async {
        guard guests[record.id] != nil else { return }
        if record.shutdownRequested, guests[record.id]?.isLeaving == false {
            guests[record.id]?.isLeaving = true
            await dispatcher.tell(record.id, .shutdown)
        }
        if record.state == .draining {
            isDrainedByOperator.insert(record.id)
        } else {
            isDrainedByOperator.remove(record.id)
        }
        let pool = guests[record.id]?.registration.pool ?? ""
        await setDraining(record.id, record.state == .draining || pools[pool]?.drain == true)
    }

    private func setDraining(_ worker: JobID, _ draining: Bool) async {
        guard let guest = guests[worker], guest.isDraining != draining else { return }
        guests[worker]?.isDraining = draining
        await dispatcher.tell(worker, draining ? .drain : .resume)
    }

    private func passCancellations(_ workers: [JobID]) async throws {
        for (worker, lease) in try await store.cancellations(workers: workers) {
            await dispatcher.tell(worker, .cancel(lease))
        }
    }

    private func readPools() async throws {
        var wishes: [String: PoolWish] = [:]
        for record in try await store.declared(kind: .workerPool) {
            let resource = record.live.resource
            wishes[resource.key.storedName] = PoolWish(
                WorkerPoolSpec(resource), namespace: resource.key.namespace)
        }
        pools = wishes
    }
}

/// What a WorkerPool's declaration means for each of its workers.
private struct PoolWish {
    var configuration = PoolConfiguration()
    /// Shares of the pool's turns, by the queue's stored name.
    var weights: [String: Int] = [:]
    var drain = false

    init() {}

    init(_ spec: WorkerPoolSpec, namespace: String) {
        func storedName(_ queue: String) -> String {
            queue.contains("/")
                ? queue : ResourceKey(kind: .queue, namespace: namespace, name: queue).storedName
        }
        configuration = PoolConfiguration(
            concurrency: Int32(clamping: spec.concurrency), queues: spec.queues.map(storedName),
            gracePeriodMilliseconds: spec.gracePeriod.milliseconds)
        weights = Dictionary(
            spec.weights.map { (storedName($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
        drain = spec.drain
    }
}
