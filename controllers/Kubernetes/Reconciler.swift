import KubernetesProtocol
import KubernetesResources
import KubernetesRuntime
import Logging
import Planning
import PostgresStore
import Resources
import ServiceLifecycle

/// Works the queue: takes keys in batches, brings each batch through its steps, and looks now and then at what
/// nobody announced. Lives as long as one term.
actor Reconciler {
    private let performer: ReconcilePerformer
    private let mirror: ObjectMirror
    private let queue: WorkQueue<ResourceKey>
    private let reporter: StatusReporter
    private let events: EventRecorder
    private let news: ControllerNews
    private let options: ControllerOptions
    private let logger: Logger
    private let metrics = ReconcileMetrics()
    /// Objects that wait for our finalizer. It is put on after the declaration is in the database, for ten thousand
    /// new queues would else wait for as many requests; a queue that is deleted before is missed by the sweep or
    /// seen to go, and its jobs hold its deletion in the database all the same.
    private let unheld = WorkQueue<ResourceKey>(name: "finalizers")

    /// Held up, perhaps by something that another key brings.
    private var blocked: Set<ResourceKey> = []
    /// What was said last about what is wrong with each key: once is enough.
    private var told: [ResourceKey: ReconcileNote] = [:]
    /// The declarations' version after which everything was looked at.
    private var settledVersion: Int64?
    private var sweepObstacle: String?
    /// Kinds whose definitions were deleted: what is missing of them was not deleted by anybody, until all of it is
    /// back.
    private var departed: Set<Kind> = []
    private let sweeps: AsyncStream<Void>
    private let sweep: AsyncStream<Void>.Continuation

    init(
        performer: ReconcilePerformer, mirror: ObjectMirror, queue: WorkQueue<ResourceKey>,
        reporter: StatusReporter,
        events: EventRecorder, news: ControllerNews, options: ControllerOptions, logger: Logger
    ) {
        self.performer = performer
        self.mirror = mirror
        self.queue = queue
        self.reporter = reporter
        self.events = events
        self.news = news
        self.options = options
        self.logger = logger
        (sweeps, sweep) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Reconciles until the task is cancelled or another controller takes over.
    func run() async throws {
        // What changed before this term began may have been worked on by the leader before, or not.
        news.lead(true)
        defer { news.lead(false) }
        for key in mirror.keys { queue.add(key, lane: .resync) }
        news.onAbsence { [sweep] in sweep.yield() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.workWithTwoHands() }
            group.addTask { try await self.hold() }
            group.addTask { [sweep, options] in
                while true {
                    sweep.yield()
                    try await Task.sleep(for: options.interval)
                }
            }
            group.addTask { try await self.lookAround() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Looks at everything once, and at what follows from that.
    func once() async throws {
        let sweep = try await sweepResult()
        if let obstacle = sweep.obstacle { logger.error("nothing is deleted: \(obstacle)") }
        sweepObstacle = sweep.obstacle
        var keys = (mirror.keys + (sweep.obstacle == nil ? try await prunable(sweep.missing) : [])).sorted()
        for _ in 0..<5 where !keys.isEmpty {
            var again: [ResourceKey] = []
            while !keys.isEmpty {
                let batch = Array(keys.prefix(options.batch))
                keys.removeFirst(batch.count)
                let done = try await perform(batch)
                let objects = mirror.objects(done.unheld)
                let holds = done.unheld.compactMap { key in
                    objects[key].map { ReconcileRequest.addFinalizer(key, uid: $0.uid) }
                }
                _ = try await performer.perform(holds, objects: objects)
                again += done.outcomes.filter { $0.value != .settled }.map(\.key)
            }
            keys = again.sorted()
        }
        try await recordPass()
    }

    /// One writes to the database while the other talks to the API server. At a shutdown both finish what they have.
    private nonisolated func workWithTwoHands() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 { group.addTask { try await self.work() } }
            try await group.waitForAll()
        }
    }

    private func work() async throws {
        while let keys = await cancelWhenGracefulShutdown({ await self.queue.take(upTo: self.options.batch) })
        {
            do { try await reconcile(keys) } catch {
                queue.putBack(keys)
                throw error
            }
        }
        try Task.checkCancellation()
    }

    private func reconcile(_ keys: [ResourceKey]) async throws {
        settle(try await perform(keys))
        queue.done(keys)
    }

    /// One batch, from its objects to its outcomes.
    private func perform(_ keys: [ResourceKey]) async throws -> ReconcileBatch {
        let begin = ContinuousClock.now
        let objects = mirror.objects(keys)
        var batch = ReconcileBatch(keys, objects: objects)
        var requests = batch.start()
        while !requests.isEmpty {
            requests = batch.receive(try await performer.perform(requests, objects: objects))
        }
        for key in keys where !batch.notes.contains(where: { $0.key == key && $0.isWarning }) {
            told[key] = nil
        }
        for note in batch.notes where told[note.key] != note { tell(note, objects[note.key]) }
        await reporter.note(batch.verdicts)
        metrics.note(batch, since: begin)
        unheld.add(batch.unheld, lane: .normal)
        return batch
    }

    /// Puts our finalizer on what is to be held.
    private func hold() async throws {
        while let keys = await unheld.take(upTo: ReconcilePerformer.width) {
            let objects = mirror.objects(keys)
            let requests = keys.compactMap { key in
                objects[key].flatMap { $0.isToBeHeld ? ReconcileRequest.addFinalizer(key, uid: $0.uid) : nil }
            }
            for (request, response) in try await performer.perform(requests, objects: objects) {
                guard case .addFinalizer(let key, _) = request else { continue }
                if case .failed(let why) = response {
                    logger.debug("cannot add the finalizer", metadata: ["key": "\(key)", "error": "\(why)"])
                    unheld.addBackingOff(key)
                } else {
                    unheld.forget(key)
                }
            }
            unheld.done(keys)
        }
        try Task.checkCancellation()
    }

    private func settle(_ batch: ReconcileBatch) {
        var unavailable = false
        for (key, outcome) in batch.outcomes {
            switch outcome {
            case .settled: queue.forget(key)
            case .again: queue.add(key, lane: .urgent)
            case .after(let delay): queue.add(key, after: delay)
            case .backOff:
                queue.addBackingOff(key)
                if case .waiting?? = batch.verdicts[key] { unavailable = true }
            }
        }
        // The database is away for all keys alike: one try tells when it is back.
        if unavailable {
            queue.holdBack(until: .now + .seconds(1))
        } else if batch.databaseAnswered {
            queue.resume()
        }
        departed.formUnion(batch.departed)
        for (key, verdict) in batch.verdicts {
            if case .blocked? = verdict { blocked.insert(key) } else { blocked.remove(key) }
        }
        guard batch.changedSomething, !blocked.isEmpty else { return }
        for key in blocked where batch.verdicts[key] == nil { queue.add(key, lane: .normal) }
    }

    private func tell(_ note: ReconcileNote, _ object: DeclaredObject?) {
        if note.isWarning { told[note.key] = note }
        logger.log(
            level: note.isWarning ? .warning : .info, "\(note.key): \(note.message)",
            metadata: ["reason": "\(note.reason)"])
        guard let object else { return }
        events.record(
            object.event(note.isWarning ? .warning : .normal, reason: note.reason, action: "Reconcile"),
            note: note.message)
    }

    private func lookAround() async throws {
        for await _ in sweeps {
            do {
                try await sweepAbsent()
                try await resyncIfChanged()
                try await recordPass()
            } catch let error as StoreError where error.isFenced {
                throw error
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                try Task.checkCancellation()
                logger.warning("cannot look around", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Declared in the database, and in no object any more.
    private func sweepAbsent() async throws {
        let result = try await sweepResult()
        if let obstacle = result.obstacle, obstacle != sweepObstacle {
            logger.error("nothing is deleted: \(obstacle)")
        }
        sweepObstacle = result.obstacle
        guard result.obstacle == nil else { return }
        for key in try await prunable(result.missing) { queue.add(key, lane: .normal) }
    }

    private func sweepResult() async throws -> AbsenceSweep {
        let declared = try await performer.store.declaredKeys(owner: options.owner).map(\.key)
        let present = Set(mirror.keys)
        departed = departed.filter { kind in declared.contains { $0.kind == kind && !present.contains($0) } }
        return AbsenceSweep(
            declared: declared, present: present, listed: mirror.listed.subtracting(departed),
            limit: options.maxPrune, namespace: options.namespace)
    }

    /// Without those whose annotation keeps them when their source no longer holds them.
    private func prunable(_ missing: [ResourceKey]) async throws -> [ResourceKey] {
        guard !missing.isEmpty else { return [] }
        return try await performer.store.declared(keys: missing).map(\.live.resource)
            .filter { $0.annotations[ResourceAnnotation.prune] != "disabled" }.map(\.key)
    }

    /// A row that somebody changed by hand, a ledger entry that was erased: the version tells that something was,
    /// and the plan finds out what.
    private func resyncIfChanged() async throws {
        let version = try await performer.store.declarationVersion()
        defer { settledVersion = version }
        guard let settledVersion, settledVersion != version else { return }
        queue.add(mirror.keys, lane: .resync)
    }

    private func recordPass() async throws {
        let summary = await reporter.summary
        var message = "\(summary.objects) objects"
        if summary.invalid > 0 { message += ", \(summary.invalid) invalid" }
        if summary.blocked > 0 { message += ", \(summary.blocked) held up" }
        if let sweepObstacle { message = sweepObstacle }
        try await performer.store.recordPass(
            owner: options.owner, revision: nil, problems: Array(await reporter.problems.prefix(100)),
            message: message, fence: performer.fence)
    }
}
