import Lifecycle
import Planning
import Resources
import Testing

func manifest(
    _ kind: Kind, _ name: String, in namespace: String = "default", file: String = "main.yaml", _ spec: Value
) -> Resource {
    Resource(
        key: ResourceKey(kind: kind, namespace: namespace, name: name), spec: spec,
        origin: Mark(file: file, line: 1, column: 1))
}

/// What was applied before, and what goes on, in the words of a test.
struct Situation {
    var live = LiveState()
    var options = PlanOptions(owner: "src")

    init(_ declared: [Resource] = [], owner: String = "src") { declare(declared, owner: owner) }

    mutating func declare(_ resources: [Resource], owner: String) {
        for resource in resources {
            live.declared[resource.key] = LiveResource(resource: resource, owner: owner, generation: 1)
            guard resource.key.kind == .queue else { continue }
            live.queues[resource.key.storedName] = LiveQueue(settings: QueueSettings(resource))
        }
    }

    mutating func count(_ queue: String, _ counts: QueueCounts) { live.queues[queue]?.counts = counts }

    func plan(_ desired: [Resource], _ change: (inout PlanOptions) -> Void = { _ in }) -> Plan {
        var options = options
        change(&options)
        return Planning.plan(desired, live: live, options: options)
    }

    /// The only entry of a plan.
    func entry(_ desired: [Resource], _ change: (inout PlanOptions) -> Void = { _ in }) throws -> PlanEntry {
        let entries = plan(desired, change).entries
        try #require(entries.count == 1)
        return entries[0]
    }

    func deletion(of resource: Resource) throws -> PlanEntry { try entry([]) { $0.delete = [resource.key] } }
}

/// 2026-11-02 14:03 UTC
let declaredAt: Int64 = 1_793_628_180_000_000

func ledgerEntry(_ job: Resource, _ number: UInt64, _ state: JobState, revision: String? = nil) -> LedgerEntry
{
    LedgerEntry(
        runKey: RunKey(job: job), contentKey: RunKey(job: job), jobID: JobID(high: 0, low: number),
        declaredAt: declaredAt, sourceRevision: revision, state: state)
}
