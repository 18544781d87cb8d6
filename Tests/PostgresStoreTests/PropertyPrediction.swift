import Lifecycle
import Planning
import Resources

/// What the stored state is after a plan was applied, said independently of the code that applies it.
struct PropertyPrediction {
    let plan: Plan
    let desired: [ResourceKey: Resource]
    let stored: [ResourceKey: Resource]
    let revision: String?
    private(set) var state: PropertySnapshot
    private let before: PropertySnapshot

    init(plan: Plan, desired: [Resource], before: PropertySnapshot, revision: String?) {
        self.plan = plan
        self.desired = Dictionary(desired.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        self.before = before
        self.revision = revision
        state = before
        stored = before.declared.reduce(into: [:]) { $0[$1.key] = Resource(key: $1.key, spec: $1.value.spec) }
    }

    /// - Parameter after: only asked for the ids of the runs that the plan starts.
    mutating func apply(after: PropertySnapshot) {
        let deletions = plan.entries.filter { $0.action == .delete && $0.blocked == nil }
        for entry in deletions { revise(entry.key, "deleted") }
        for entry in deletions where entry.key.kind == .job { deleteJob(entry.key) }
        for entry in deletions where entry.key.kind == .queue { deleteQueue(entry.key) }
        for entry in deletions { state.declared[entry.key] = nil }
        let writes = plan.entries.filter {
            $0.blocked == nil && ($0.action == .create || $0.action == .change)
        }
        for entry in writes { write(entry) }
        for entry in writes { revise(entry.key, entry.action == .create ? "created" : "changed") }
        for entry in plan.entries where entry.action == .unchanged && entry.blocked == nil {
            guard let resource = desired[entry.key] else { continue }
            state.declared[entry.key]?.file = resource.origin?.file
            state.declared[entry.key]?.line = resource.origin?.line
        }
        let started = writes.compactMap { startRun($0, after: after) }
        for run in started { place(run) }
        // One that is a dead letter at once may take others with it.
        for _ in started { for run in started where state.jobs[run.id]?.place != .dead { place(run) } }
    }

    private mutating func revise(_ key: ResourceKey, _ action: String) {
        guard let generation = state.declared[key]?.generation else { return }
        state.revisions.append(
            PropertySnapshot.Revision(
                key: key, action: action, generation: generation, actor: "property", source: revision))
    }

    private mutating func write(_ entry: PlanEntry) {
        guard let resource = desired[entry.key] else { return }
        let old = before.declared[entry.key]
        let generation = old.map { $0.generation + ($0.spec == resource.spec ? 0 : 1) } ?? 1
        state.declared[entry.key] = PropertySnapshot.Declared(
            spec: resource.spec, labels: .object(resource.labels.mapValues { .string($0) }),
            owner: plan.owner,
            generation: generation, file: resource.origin?.file, line: resource.origin?.line,
            revision: revision ?? old?.revision)
        if entry.key.kind == .queue {
            state.queues[entry.key.storedName] = PropertySnapshot.Queue(
                settings: QueueSettings(resource), draining: false, generation: generation)
        }
    }

    private mutating func deleteJob(_ key: ResourceKey) {
        guard let job = stored[key], JobSpec(job).deletionPolicy == .cancel else { return }
        for (name, run) in before.ledger where name.namespace == key.namespace && name.name == key.name {
            cancel(run.job)
        }
    }

    private mutating func deleteQueue(_ key: ResourceKey) {
        let name = key.storedName
        guard before.queues[name] != nil else { return }
        let spec = stored[key].map { QueueSpec($0) }
        let waiting = state.jobs.filter { $0.value.queue == name && $0.value.isWaiting }.keys
        switch spec?.onDelete ?? .block {
        case .block, .drain: break
        case .cancel: for id in waiting { cancel(id) }
        case .moveTo:
            let target = ResourceKey(kind: .queue, namespace: key.namespace, name: spec?.moveTo ?? "")
                .storedName
            for id in waiting { state.jobs[id]?.queue = target }
        }
        let isEmpty = !state.jobs.values.contains { $0.queue == name && ($0.isWaiting || $0.isHeld) }
        if isEmpty { state.queues[name] = nil } else { state.queues[name]?.draining = true }
    }

    private struct Started {
        var id: JobID
        var name: PropertySnapshot.RunName
        var spec: JobSpec
        var formers: [JobID]
    }

    private mutating func startRun(_ entry: PlanEntry, after: PropertySnapshot) -> Started? {
        guard case .run(let runKey, _, let cancels, let waitsFor)? = entry.run,
            let resource = desired[entry.key]
        else { return nil }
        for id in cancels.compactMap({ JobID($0) }) { cancel(id) }
        let name = PropertySnapshot.RunName(
            namespace: entry.key.namespace, name: entry.key.name, runKey: runKey.bytes)
        let id = after.ledger[name]?.job ?? JobID(high: 0, low: 0)
        let spec = JobSpec(resource)
        state.ledger[name] = PropertySnapshot.Run(job: id, content: RunKey(job: resource).bytes, state: nil)
        state.jobs[id] = PropertySnapshot.Job(
            queue: ResourceKey(kind: .queue, namespace: entry.key.namespace, name: spec.queue).storedName,
            place: .ready, resource: entry.key.storedName, runKey: runKey.bytes)
        return Started(id: id, name: name, spec: spec, formers: waitsFor.compactMap { JobID($0) })
    }

    /// Where a new run goes: what it depends on decides, then what it comes after, then its time.
    private mutating func place(_ run: Started) {
        var waits = false
        var awaited: [JobID] = []
        for name in run.spec.dependsOn {
            let runs = state.ledger.filter {
                $0.key.namespace == run.name.namespace && $0.key.name == name
            }
            guard let newest = runs.values.max(by: { $0.job < $1.job }) else {
                waits = true
                continue
            }
            if newest.state == "DEAD_LETTERED" {
                state.jobs[run.id]?.place = .dead
                state.jobs[run.id]?.waitsFor = nil
                state.ledger[run.name]?.state = "DEAD_LETTERED"
                return
            }
            if newest.state == nil { awaited.append(newest.job) }
        }
        awaited += run.formers.filter { state.jobs[$0].map { $0.isWaiting || $0.isHeld } ?? false }
        waits = waits || !awaited.isEmpty
        // The generator's times are all long past or far ahead.
        let isLater = (run.spec.notBeforeMicros ?? 0) > 3_000_000_000_000_000
        state.jobs[run.id]?.place = waits || isLater ? .scheduled : .ready
        state.jobs[run.id]?.waitsFor = awaited.first
    }

    /// Dead-letters what waits or is only assigned; asks for the end of what runs.
    private mutating func cancel(_ id: JobID) {
        guard let job = state.jobs[id] else { return }
        if job.place == .running {
            state.jobs[id]?.cancelRequested = true
        } else if job.isWaiting || job.isHeld {
            state.jobs[id]?.place = .dead
            state.jobs[id]?.waitsFor = nil
            for (name, run) in state.ledger where run.job == id {
                state.ledger[name]?.state = "DEAD_LETTERED"
            }
        }
    }
}
