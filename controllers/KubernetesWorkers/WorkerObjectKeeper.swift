import KubernetesClient
import KubernetesProtocol
import KubernetesResources
import KubernetesRuntime
import Lifecycle
import Logging
import Planning
import PostgresStore
import Resources

/// Keeps one Worker object for each live worker, and does what is declared on them.
actor WorkerObjectKeeper {
    private let connection: any ClusterConnection
    private let store: JobQueueStore
    private let mirror: ObjectMirror
    private let writer: StatusWriter
    private let options: ControllerOptions
    private let fence: Fence
    private let logger: Logger
    /// Objects that could not be made, and until when that is not tried again.
    private var refused: [ResourceKey: ContinuousClock.Instant] = [:]
    private let wakeUps: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    init(
        connection: any ClusterConnection, store: JobQueueStore, mirror: ObjectMirror, writer: StatusWriter,
        options: ControllerOptions, fence: Fence, logger: Logger
    ) {
        self.connection = connection
        self.store = store
        self.mirror = mirror
        self.writer = writer
        self.options = options
        self.fence = fence
        self.logger = logger
        (wakeUps, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Somebody changed a Worker object.
    nonisolated func objectChanged() { wake.yield() }

    /// Looks at the workers now and then, and at once when an object changed; until cancelled, or another controller
    /// takes over.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [wake, options] in
                while true {
                    wake.yield()
                    try await Task.sleep(for: options.poolInterval)
                }
            }
            group.addTask { try await self.lookWhenWoken() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func lookWhenWoken() async throws {
        for await _ in wakeUps {
            do { try await look() } catch let error as StoreError where error.isFenced {
                throw error
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                try Task.checkCancellation()
                logger.warning("cannot keep the Worker objects", metadata: ["error": "\(error)"])
            }
        }
    }

    /// One look.
    func look() async throws {
        guard mirror.reflectors[.worker]?.cache.isSynced == true else { return }
        let objects = Dictionary(
            mirror.objects(of: .worker).map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let leaving = Set(
            mirror.pods.cache.items.values.filter { $0.leavingSince != nil }.compactMap { JobID($0.uid) })
        let steps = workerObjectSteps(
            try await store.workers(all: true), objects: objects, leaving: leaving,
            homeNamespace: options.homeNamespace, namespace: options.namespace, now: wallClock())
        refused = refused.filter { $0.value > .now }
        for step in steps {
            if case .create(let key, _) = step, refused[key] != nil { continue }
            do { try await perform(step, objects: objects) } catch let error as KubernetesError {
                logger.warning("cannot keep a Worker object", metadata: ["error": "\(error)"])
            }
        }
    }

    private func perform(_ step: WorkerObjectStep, objects: [ResourceKey: DeclaredObject]) async throws {
        switch step {
        case .create(let key, let pool):
            var object = KubernetesObject(
                .workers, metadata: ObjectMeta(name: key.name, namespace: key.namespace), spec: [:])
            if !pool.isEmpty, let owner = ResourceKey(kind: .workerPool, storedName: pool) {
                object.metadata.labels[WorkerDeployment.poolLabel] = WorkerDeployment.shortened(owner.name)
            }
            do {
                try await send(
                    .create(.workers, object: object, fieldManager: KubernetesController.fieldManager))
            } catch KubernetesError.status(let status) where status.isAlreadyExists {
                return
            } catch let error as KubernetesError {
                // A namespace that is not in this cluster, or no right in it: not worth a try at each look.
                refused[key] = .now + .seconds(300)
                throw error
            }
        case .delete(let key, let uid):
            do {
                try await send(
                    .delete(.workers, key: ObjectKey(namespace: key.namespace, name: key.name), uid: uid))
            } catch KubernetesError.status(let status) where status.isNotFound || status.isConflict {
                return
            }
        case .drain(let id, let isDraining):
            _ = try await store.setDraining(id, isDraining, fence: fence)
            try? await store.notifyWorker(id)
        case .report(let key, let facts):
            guard let object = objects[key] else { return }
            let status = statusValue(workerStatus(facts, observedGeneration: object.generation))
            writer.submit(object.target, status: status, known: object.reference)
        }
    }

    private func send(_ request: APIRequest) async throws {
        try await options.hook(.before, "\(request.method.rawValue) workers")
        _ = try await connection.send(request)
        try await options.hook(.after, "\(request.method.rawValue) workers")
    }
}
