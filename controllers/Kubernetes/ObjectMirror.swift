import KubernetesClient
import KubernetesProtocol
import KubernetesResources
import KubernetesRuntime
import Logging
import Resources
import Synchronization

/// The caches of everything that the controller looks at, kept by one reflector for each kind. They are kept
/// whether or not this process leads, so that a new leader starts with a full view.
final class ObjectMirror: Sendable {
    /// Longer than a quiet watch may be silent before it is probed and renewed.
    static let silence: Duration = .seconds(400)

    /// Declared kinds, and Worker objects.
    let reflectors: [Kind: Reflector<DeclaredObject>]
    let deployments: Reflector<DeploymentFacts>
    let pods: Reflector<PodFacts>

    /// - Parameter onChange: called for each change of an object of ours.
    init(
        connection: any ClusterConnection, namespace: String?, liveness: LivenessBoard, logger: Logger,
        onChange: @escaping @Sendable (ResourceKey, ReflectorChange<DeclaredObject>, DeclaredObject?) -> Void
    ) {
        func reflector<Item: Sendable>(
            _ resource: APIResource, labelSelector: String? = nil,
            transform: @escaping @Sendable (KubernetesObject) -> Item,
            onChange: @escaping @Sendable (ObjectKey, ReflectorChange<Item>) -> Void = { _, _ in }
        ) -> Reflector<Item> {
            Reflector(
                connection: connection,
                configuration: ReflectorConfiguration(
                    resource, namespace: namespace, labelSelector: labelSelector),
                logger: logger, liveness: liveness.check("watch/\(resource)", limit: Self.silence),
                transform: transform, onChange: onChange)
        }
        var reflectors: [Kind: Reflector<DeclaredObject>] = [:]
        for kind in Kind.allCases {
            let view = CacheView()
            let made = reflector(APIResource(kind), transform: { DeclaredObject($0, kind: kind) }) {
                key, change in
                let resource = ResourceKey(kind: kind, namespace: key.namespace, name: key.name)
                onChange(resource, change, view.cache?.item(key))
            }
            view.show(made.cache)
            reflectors[kind] = made
        }
        self.reflectors = reflectors
        let selector = WorkerDeployment.poolLabel
        deployments = reflector(.deployments, labelSelector: selector, transform: { DeploymentFacts($0) })
        pods = reflector(.pods, labelSelector: selector, transform: { PodFacts($0) })
    }

    /// Follows everything until the task is cancelled or the service is shut down.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            for reflector in reflectors.values { group.addTask { await reflector.run() } }
            group.addTask { await self.deployments.run() }
            group.addTask { await self.pods.run() }
        }
    }

    /// Returns when everything declared is listed, or known not to be listable, or the time is over.
    func waitUntilListed(atMost time: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            for kind in Kind.declared {
                guard let reflector = reflectors[kind] else { continue }
                group.addTask {
                    let end = ContinuousClock.now + time
                    while ContinuousClock.now < end, !Task.isCancelled {
                        if await reflector.cache.waitUntilSynced(timeout: min(time, .seconds(1))) { return }
                        let condition = reflector.health.condition
                        if condition == .resourceMissing || condition == .forbidden { return }
                    }
                }
            }
        }
    }

    /// The object that declares `key`; nil when there is none.
    func object(_ key: ResourceKey) -> DeclaredObject? {
        reflectors[key.kind]?.cache.item(ObjectKey(namespace: key.namespace, name: key.name))
    }

    func objects(_ keys: [ResourceKey]) -> [ResourceKey: DeclaredObject] {
        var found: [ResourceKey: DeclaredObject] = [:]
        for key in keys { found[key] = object(key) }
        return found
    }

    /// Every object of a kind.
    func objects(of kind: Kind) -> [DeclaredObject] {
        reflectors[kind].map { Array($0.cache.items.values) } ?? []
    }

    /// The kinds whose objects are all known at this moment.
    var listed: Set<Kind> {
        Set(reflectors.filter { $0.value.cache.isSynced && $0.value.health.condition == .current }.keys)
    }

    /// Keys of all objects that declare something.
    var keys: [ResourceKey] {
        Kind.declared.flatMap { kind in
            (reflectors[kind]?.cache.keys ?? []).map {
                ResourceKey(kind: kind, namespace: $0.namespace, name: $0.name)
            }
        }
    }
}

/// A reflector's cache, for the reflector's own callback, which is made before it.
private final class CacheView: Sendable {
    private let shown = Mutex<ObjectCache<DeclaredObject>?>(nil)
    var cache: ObjectCache<DeclaredObject>? { shown.withLock { $0 } }
    func show(_ cache: ObjectCache<DeclaredObject>) { shown.withLock { $0 = cache } }
}

extension Kind {
    /// The kinds that people declare; Workers are reported.
    static let declared: [Kind] = [.queue, .workerPool, .job, .schedule]
}
