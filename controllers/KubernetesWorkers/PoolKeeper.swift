import KubernetesClient
import KubernetesProtocol
import KubernetesResources
import KubernetesRuntime
import Lifecycle
import Logging
import Planning
import PostgresStore
import Resources

/// Keeps a Deployment of workers for each pool with `runtime: Kubernetes`, of the size that the pool declares or its
/// load asks for. Every look starts from what is there, so that a restart forgets nothing but how long a smaller
/// number has been enough.
actor PoolKeeper {
    private let connection: any ClusterConnection
    private let store: JobQueueStore
    private let mirror: ObjectMirror
    private let reporter: StatusReporter
    private let options: ControllerOptions
    private let fence: Fence
    private let logger: Logger

    private var scalers: [ResourceKey: Autoscaling] = [:]
    /// What was applied last for each pool, and which generation of the Deployment came of it.
    private var applied: [ResourceKey: (object: Value, uid: String, generation: Int64)] = [:]
    /// Pools with trouble: when to try again, and how often it has failed.
    private var troubles: [ResourceKey: (until: ContinuousClock.Instant, failures: Int)] = [:]
    private let begin = ContinuousClock.now

    init(
        connection: any ClusterConnection, store: JobQueueStore, mirror: ObjectMirror,
        reporter: StatusReporter,
        options: ControllerOptions, fence: Fence, logger: Logger
    ) {
        self.connection = connection
        self.store = store
        self.mirror = mirror
        self.reporter = reporter
        self.options = options
        self.fence = fence
        self.logger = logger
    }

    /// Looks at every pool, again and again, until the task is cancelled or another controller takes over.
    func run() async throws {
        while true {
            do { try await look() } catch let error as StoreError where error.isFenced {
                throw error
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                try Task.checkCancellation()
                logger.warning("cannot keep the pools", metadata: ["error": "\(error)"])
            }
            try await Task.sleep(for: options.poolInterval)
        }
    }

    /// One look.
    func look() async throws {
        guard mirror.deployments.cache.isSynced, mirror.pods.cache.isSynced else { return }
        let pools = mirror.objects(of: .workerPool)
        forget(allBut: Set(pools.map(\.key)))
        let wanted = pools.filter { $0.isOnKubernetes }
        try await removeUnwanted(wanted)
        guard !wanted.isEmpty else { return }
        let workers = Dictionary(
            try await store.workers().map { ($0.id.description.lowercased(), $0) },
            uniquingKeysWith: { first, _ in first })
        let counts = try await store.queueCounts()
        for pool in wanted where troubles[pool.key].map({ $0.until <= .now }) ?? true {
            // What another source declares, or what is held up, gets no workers from here.
            guard await reporter.isApplied(pool.key) else { continue }
            do {
                try await keep(pool, workers: workers, counts: counts)
                troubles[pool.key] = nil
            } catch let error as KubernetesError {
                await trouble(with: pool, error)
            }
        }
    }

    private func trouble(with pool: DeclaredObject, _ error: KubernetesError) async {
        let failures = (troubles[pool.key]?.failures ?? 0) + 1
        let wait = Duration.seconds(min(300, 2 << min(failures, 8)))
        troubles[pool.key] = (.now + wait, failures)
        logger.warning("cannot keep the pool", metadata: ["pool": "\(pool.key)", "error": "\(error)"])
        await reporter.note(pool.key, problem: "the workers' Deployment cannot be kept: \(error)")
    }

    /// Pools that are gone need not be remembered.
    private func forget(allBut pools: Set<ResourceKey>) {
        scalers = scalers.filter { pools.contains($0.key) }
        applied = applied.filter { pools.contains($0.key) }
        troubles = troubles.filter { pools.contains($0.key) }
    }

    private func keep(
        _ pool: DeclaredObject, workers: [String: WorkerRecord], counts: [String: QueueCounts]
    ) async throws {
        guard let resource = pool.resource else { return }
        let spec = WorkerPoolSpec(resource)
        let deployment = mirror.deployments.cache.item(
            ObjectKey(namespace: pool.key.namespace, name: WorkerDeployment.name(ofPool: pool.key.name)))
        let members = members(of: pool.key, workers: workers)
        let now = wallClock()
        let wanted = size(of: pool.key, spec, current: deployment?.replicas, counts: counts)
        let step = ScaleStep(
            wanted: wanted, members: members, current: deployment?.replicas, grace: spec.gracePeriod,
            now: .microseconds(now))
        for member in step.choose { try await choose(member, in: pool.key, now: now) }
        // The mark may be all that a former controller came to, or somebody undid the rest.
        for member in members where member.leavingSince != nil && !step.spare.contains(member) {
            if member.busy != nil, !member.isDraining { try await drain(member) }
        }
        for member in step.spare { try await spare(member, in: pool.key, workers: workers) }
        try await apply(
            WorkerDeployment(
                pool: resource, uid: pool.uid, replicas: step.replicas,
                surroundings: .init(serverAddress: options.serverAddress)),
            deployment: deployment)
        await reporter.note(
            pool.key,
            .init(
                desired: Int64(wanted), replicas: Int64(members.count),
                selector: WorkerDeployment.selector(ofPool: pool.key.name)))
    }

    private func members(of pool: ResourceKey, workers: [String: WorkerRecord]) -> [ScaleStep.Member] {
        let label = WorkerDeployment.shortened(pool.name)
        return mirror.pods.cache.items.values.filter {
            $0.key.namespace == pool.namespace && $0.pool == label
        }
        .compactMap { pod in
            let worker = workers[pod.uid.lowercased()]
            return ScaleStep.Member(
                pod, busy: worker.map { Int($0.busy) }, isDraining: worker?.state == .draining)
        }
    }

    /// How many workers there should be: none while the pool is drained, what it declares, or what its load needs.
    private func size(
        of pool: ResourceKey, _ spec: WorkerPoolSpec, current: Int?, counts: [String: QueueCounts]
    ) -> Int {
        if spec.drain { return 0 }
        guard let autoscale = spec.autoscale else {
            scalers[pool] = nil
            return spec.replicas
        }
        let queues = spec.queues.compactMap {
            counts[ResourceKey(kind: .queue, namespace: pool.namespace, name: $0).storedName]
        }
        let load = Autoscaling.Load(
            ready: queues.reduce(0) { $0 + $1.ready }, held: queues.reduce(0) { $0 + $1.held },
            finishRate: queues.reduce(0) { $0 + $1.finishRate })
        let time = begin.duration(to: .now)
        var scaler = scalers[pool] ?? Autoscaling(current: current ?? spec.replicas, now: time)
        let size = scaler.workers(
            Autoscaling.Target(
                min: autoscale.min, max: autoscale.max, backlogPerWorker: autoscale.targetBacklog,
                startLatency: autoscale.targetStartLatency, scaleDownDelay: autoscale.scaleDownDelay,
                concurrency: spec.concurrency), load, now: time)
        scalers[pool] = scaler
        return size
    }

    /// The mark comes first: it is what the next look, or the next controller, goes by.
    private func choose(_ member: ScaleStep.Member, in pool: ResourceKey, now: Int64) async throws {
        try await send(PodChoice.choosing(ObjectKey(namespace: pool.namespace, name: member.pod), now: now))
        if member.busy != nil { try await drain(member) }
    }

    private func drain(_ member: ScaleStep.Member) async throws {
        guard let id = JobID(member.uid) else { return }
        _ = try await store.setDraining(id, true, fence: fence)
        try? await store.notifyWorker(id)
    }

    private func spare(
        _ member: ScaleStep.Member, in pool: ResourceKey, workers: [String: WorkerRecord]
    ) async throws {
        if member.isDraining, let id = JobID(member.uid) {
            _ = try await store.setDraining(id, false, fence: fence)
            try? await store.notifyWorker(id)
        }
        try await send(PodChoice.sparing(ObjectKey(namespace: pool.namespace, name: member.pod)))
    }

    /// Applies what differs from what was applied last, or was changed since by somebody else.
    private func apply(_ wanted: WorkerDeployment, deployment: DeploymentFacts?) async throws {
        let object = wanted.object
        if let last = applied[wanted.pool.key], last.object == object, let deployment,
            deployment.uid == last.uid, deployment.generation <= last.generation
        {
            return
        }
        let name = WorkerDeployment.name(ofPool: wanted.pool.key.name)
        let response = try await perform(
            .apply(
                .deployments, key: ObjectKey(namespace: wanted.pool.key.namespace, name: name),
                fieldManager: KubernetesController.fieldManager, force: true, object: object))
        let metadata = try response.object().metadata
        applied[wanted.pool.key] = (object, metadata.uid, metadata.generation)
    }

    /// Deployments whose pool is there and wants none; those of pools that are gone go with them.
    private func removeUnwanted(_ wanted: [DeclaredObject]) async throws {
        let names = Set(wanted.map { ObjectKey(namespace: $0.key.namespace, name: $0.key.name) })
        for deployment in mirror.deployments.cache.items.values where !deployment.isTerminating {
            guard let pool = deployment.pool,
                !names.contains(ObjectKey(namespace: deployment.key.namespace, name: pool)),
                let object = mirror.object(
                    ResourceKey(kind: .workerPool, namespace: deployment.key.namespace, name: pool)),
                object.uid == deployment.poolUID, object.resource != nil
            else { continue }
            try await send(
                .delete(.deployments, key: deployment.key, uid: deployment.uid, propagation: .background))
            applied[object.key] = nil
            await reporter.note(object.key, nil)
        }
    }

    private func send(_ request: APIRequest) async throws {
        do { _ = try await perform(request) } catch KubernetesError.status(let status) where status.isNotFound
        {
            return
        }
    }

    private func perform(_ request: APIRequest) async throws -> APIResponse {
        let name = "\(request.method.rawValue) \(request.path.split(separator: "/").dropLast().last ?? "")"
        try await options.hook(.before, name)
        let response = try await connection.send(request)
        try await options.hook(.after, name)
        return response
    }
}

extension DeclaredObject {
    /// A pool whose workers are pods.
    var isOnKubernetes: Bool {
        guard key.kind == .workerPool, !isTerminating, let resource else { return false }
        return WorkerPoolSpec(resource).runtime == .kubernetes
    }
}
