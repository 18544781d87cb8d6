public import Lifecycle
import Resources

/// What is known about a live worker, as it told when it registered and with its heartbeats.
public struct WorkerFacts: Hashable, Sendable {
    /// Online, draining, or offline after too long a silence or a clean end.
    public var state: WorkerState
    /// Name of its machine, as the worker gave it.
    public var hostname: String
    /// Stored name of the WorkerPool that it belongs to; empty: none.
    public var pool: String
    /// Release of its program; may be empty.
    public var version: String
    /// Stored names of the queues that it serves.
    public var queues: [String]
    /// Jobs that it runs at the same time, at most.
    public var concurrency: Int64
    /// Jobs that it held at its last heartbeat.
    public var busy: Int64
    /// Microseconds since 1970.
    public var lastHeartbeat: Int64

    /// Facts of exactly these parts.
    public init(
        state: WorkerState, hostname: String, pool: String, version: String, queues: [String],
        concurrency: Int64, busy: Int64, lastHeartbeat: Int64
    ) {
        self.state = state
        self.hostname = hostname
        self.pool = pool
        self.version = version
        self.queues = queues
        self.concurrency = concurrency
        self.busy = busy
        self.lastHeartbeat = lastHeartbeat
    }
}

/// `lastSeen` of a live worker counts in these steps, in microseconds: as exact as is told, as often the status
/// would be written again.
private let lastSeenStep: Int64 = 60_000_000

/// The status of a worker. It is reported, not declared, so that `observedGeneration` is what the caller knows of
/// the object that shows the worker. A draining worker is ready: it finishes what it has, as a cordoned Node does.
public func workerStatus(_ worker: WorkerFacts, observedGeneration: Int64 = 0) -> ResourceStatus {
    var conditions: [Condition]
    var lastSeen = worker.lastHeartbeat
    switch worker.state {
    case .online:
        conditions = [Condition("Ready", .yes, "Online", "takes jobs")]
    case .draining:
        let message = "finishes what it runs and takes no more"
        conditions = [
            Condition("Ready", .yes, "Draining", message), Condition("Draining", .yes, "Drain", message),
        ]
    case .offline:
        let message = "has left, or was not heard of for too long"
        conditions = [Condition("Ready", .no, "Offline", message, since: worker.lastHeartbeat)]
    }
    lastSeen -= lastSeen % (worker.state == .offline ? 1_000_000 : lastSeenStep)
    var facts: [String: Value] = [
        "phase": .string(worker.state.rawValue), "hostname": .string(worker.hostname),
        "queues": .array(worker.queues.map { .string($0) }), "concurrency": .int(worker.concurrency),
        "busy": .int(worker.busy), "lastSeen": .string(Timestamp.text(micros: lastSeen)),
    ]
    if !worker.pool.isEmpty { facts["pool"] = .string(worker.pool) }
    if !worker.version.isEmpty { facts["version"] = .string(worker.version) }
    return ResourceStatus(
        observedGeneration: observedGeneration, conditions: conditions, facts: facts)
}
