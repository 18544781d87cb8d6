import KubernetesProtocol
import Resources

/// What is kept of a pool's Deployment.
struct DeploymentFacts: Hashable, Sendable {
    var key: ObjectKey
    var uid: String
    /// The WorkerPool that owns it, by name; nil when nobody of ours does.
    var pool: String?
    var poolUID: String?
    /// Changes when somebody changes its spec, us or others.
    var generation: Int64
    var replicas: Int
    var isTerminating: Bool

    init(_ object: KubernetesObject) {
        key = object.key
        uid = object.metadata.uid
        let owner = object.metadata.ownerReferences.first { $0.kind == Kind.workerPool.rawValue }
        pool = owner?.name
        poolUID = owner?.uid
        generation = object.metadata.generation
        replicas = Int(clamping: object.spec["replicas"]?.intValue ?? 1)
        isTerminating = object.metadata.deletionTimestamp != nil
    }
}
