public import Lifecycle
public import KubernetesResources
public import Planning
public import PostgresStore
public import Resources

/// What to do so that every live worker has its Worker object, as every kubelet has its Node, and so that what is
/// declared on the object is done.
public enum WorkerObjectStep: Hashable, Sendable {
    /// No object yet.
    case create(ResourceKey, pool: String)
    /// The worker left long ago, or is not known any more.
    case delete(ResourceKey, uid: String)
    /// `spec.drain` says otherwise than the worker does.
    case drain(JobID, Bool)
    /// What is known of the worker.
    case report(ResourceKey, WorkerFacts)

    /// How long the object of a worker that left is kept, for people who ask what became of it.
    public static let keepOffline: Duration = .seconds(3600)
}

/// The steps for all workers.
///
/// - Parameters:
///   - records: the workers that the database knows.
///   - objects: the Worker objects of the cluster, by key.
///   - leaving: workers that the controller itself has chosen to go; what their objects say waits until then.
///   - homeNamespace: where workers without a pool have their objects.
///   - namespace: the one that is watched; nil for all.
///   - now: microseconds since 1970.
public func workerObjectSteps(
    _ records: [WorkerRecord], objects: [ResourceKey: DeclaredObject], leaving: Set<JobID>,
    homeNamespace: String,
    namespace: String?, now: Int64
) -> [WorkerObjectStep] {
    var steps: [WorkerObjectStep] = []
    var known: Set<ResourceKey> = []
    for var record in records {
        let key = workerObjectKey(record, homeNamespace: homeNamespace)
        guard namespace == nil || key.namespace == namespace else { continue }
        let isPast =
            record.state == .offline
            && now - record.lastHeartbeat > WorkerObjectStep.keepOffline.components.seconds * 1_000_000
        guard let object = objects[key] else {
            if record.state != .offline { steps.append(.create(key, pool: record.pool)) }
            known.insert(key)
            continue
        }
        if isPast { continue }
        known.insert(key)
        if object.isTerminating { continue }
        let isDraining = record.state == .draining
        if let wanted = drainWanted(object), wanted != isDraining, record.state != .offline,
            !leaving.contains(record.id)
        {
            steps.append(.drain(record.id, wanted))
            // The status says what has been observed of the object, so it must not say what was before.
            record.state = wanted ? .draining : .online
        }
        steps.append(.report(key, WorkerFacts(record)))
    }
    for (key, object) in objects.sorted(by: { $0.key < $1.key })
    where !known.contains(key) && !object.isTerminating {
        steps.append(.delete(key, uid: object.uid))
    }
    return steps
}

/// Whether the worker shall drain, as far as its object says so. To drain it says as long as it is set; not to drain
/// only by an edit that takes that back: an object that was never asked for anything leaves the worker to others, such
/// as `jq-ctl worker drain`.
private func drainWanted(_ object: DeclaredObject) -> Bool? {
    guard let resource = object.resource else { return nil }
    if resource.spec["drain"]?.boolValue == true { return true }
    let observed = object.status["observedGeneration"]?.intValue ?? 0
    return observed > 0 && object.generation > observed ? false : nil
}

/// A worker's object is named by its id, in the namespace of its pool.
func workerObjectKey(_ record: WorkerRecord, homeNamespace: String) -> ResourceKey {
    let name = record.id.description.lowercased()
    guard !record.pool.isEmpty, let pool = ResourceKey(kind: .workerPool, storedName: record.pool) else {
        return ResourceKey(kind: .worker, namespace: homeNamespace, name: name)
    }
    return ResourceKey(kind: .worker, namespace: pool.namespace, name: name)
}

extension WorkerFacts {
    init(_ record: WorkerRecord) {
        self.init(
            state: record.state, hostname: record.hostname, pool: record.pool, version: record.version,
            queues: record.queues, concurrency: Int64(record.concurrency), busy: Int64(record.busy),
            lastHeartbeat: record.lastHeartbeat)
    }
}
