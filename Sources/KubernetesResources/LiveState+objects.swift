import Lifecycle
public import Planning
import Resources

extension LiveState {
    /// What the objects of a cluster tell about the stored state, so that a change can be planned by somebody
    /// who reaches the API server and not the database: what is declared from their specs, jobs and runs from
    /// their statuses. Counts are as old as the controller's last report, half a minute at most while it works.
    ///
    /// - Parameters:
    ///   - objects: of every kind, as the cluster holds them. What cannot be decoded counts as not declared.
    ///   - owner: under which name the plan is made.
    public init(objects: some Sequence<DeclaredObject>, owner: String) {
        self.init()
        for object in objects {
            guard let resource = object.resource else { continue }
            declared[object.key] = LiveResource(
                resource: resource, owner: owner, generation: object.generation)
            switch object.key.kind {
            case .queue: queues[object.key.storedName] = LiveQueue(resource, of: object)
            case .job: runs[object.key] = object.runs
            case .workerPool, .schedule, .worker: break
            }
        }
    }
}

extension LiveQueue {
    fileprivate init(_ resource: Resource, of object: DeclaredObject) {
        let status = object.status
        var settings = QueueSettings(resource)
        let overrides = QueueOverride.list(status["overrides"])
        // What was reported before the last edit of the spec is no drift from it, nor is an override.
        if !overrides.contains(where: { $0.field == .paused }),
            (status["observedGeneration"]?.intValue ?? object.generation) >= object.generation
        {
            settings.paused = status["paused"]?.boolValue ?? settings.paused
        }
        func count(_ name: String) -> Int64 { status[name]?.intValue ?? 0 }
        self.init(
            settings: settings,
            counts: QueueCounts(
                ready: count("pending"), scheduled: count("scheduled"), assigned: count("assigned"),
                running: count("running"), done: count("done"), deadLettered: count("deadLettered"),
                finishRate: status["finishRate"]?.doubleValue ?? 0),
            draining: status["draining"]?.boolValue ?? false, overrides: overrides)
    }
}

extension DeclaredObject {
    /// What a Job's status says ran, oldest first.
    public var runs: [LedgerEntry] {
        (status["runs"]?.arrayValue ?? []).reversed().compactMap { run in
            guard let runKey = run["runKey"]?.stringValue.flatMap(RunKey.init(hexadecimal:)),
                let contentKey = run["contentKey"]?.stringValue.flatMap(RunKey.init(hexadecimal:)),
                let id = run["runId"]?.stringValue.flatMap({ JobID($0) }),
                let state = run["state"]?.stringValue.flatMap(JobState.init(rawValue:))
            else { return nil }
            return LedgerEntry(
                runKey: runKey, contentKey: contentKey, jobID: id,
                declaredAt: run["declaredAt"]?.stringValue.flatMap { Timestamp.micros(of: $0) } ?? 0,
                sourceRevision: run["sourceRevision"]?.stringValue, state: state)
        }
    }
}
