public import Resources

/// Compares what is declared with what is stored. Pure: the same inputs give the same plan, so what `diff` prints
/// is what `apply` does.
///
/// - Parameters:
///   - desired: decoded manifests without duplicates, in the order in which they should be listed.
///   - live: read in the same transaction in which the plan will be applied.
public func plan(_ desired: [Resource], live: LiveState, options: PlanOptions) -> Plan {
    var planner = Planner(desired: desired, live: live, options: options)
    return planner.plan()
}

/// Holds what every entry's decision looks at.
struct Planner {
    let desired: [Resource]
    let live: LiveState
    let options: PlanOptions
    /// Queues that will exist after the plan, by stored name.
    var queuesAfterwards: Set<String> = []

    init(desired: [Resource], live: LiveState, options: PlanOptions) {
        self.desired = desired
        self.live = live
        self.options = options
    }

    mutating func plan() -> Plan {
        let deletions = self.deletions()
        let leaving = Set(deletions.map { $0.key })
        queuesAfterwards = Set(live.queues.filter { !$0.value.draining }.keys)
        for key in leaving where key.kind == .queue { queuesAfterwards.remove(key.storedName) }
        for resource in desired where resource.key.kind == .queue && !leaving.contains(resource.key) {
            queuesAfterwards.insert(resource.key.storedName)
        }
        var entries: [PlanEntry] = []
        entries.reserveCapacity(desired.count + deletions.count)
        for resource in desired where !options.delete.contains(resource.key) { entries.append(entry(for: resource)) }
        entries += deletions
        return Plan(entries: withinPruneLimit(entries), owner: options.owner)
    }

    /// One declared resource.
    private func entry(for resource: Resource) -> PlanEntry {
        let key = resource.key
        var entry = PlanEntry(key: key, action: .unchanged, origin: resource.origin)
        if let stored = live.declared[key] {
            entry.changes = changes(from: stored, to: resource)
            if stored.owner != options.owner {
                entry.action = .change
                if options.takeOver {
                    entry.effects.append("taken over from \(stored.owner)")
                } else {
                    entry.blocked = conflict(stored)
                    return entry
                }
            } else if !entry.changes.isEmpty {
                entry.action = .change
            } else if let from = stored.resource.origin, let to = resource.origin, from.file != to.file {
                entry.effects.append("moved from \(from.file)")
            }
        } else {
            entry.action = .create
            entry.changes = creation(of: resource)
        }
        describe(resource, in: &entry)
        return entry
    }

    private func conflict(_ stored: LiveResource) -> String {
        let place = stored.resource.origin.map { " (\($0.file):\($0.line))" } ?? ""
        return "declared by \(stored.owner)\(place); remove it there, or apply with --take-over"
    }

    /// Field changes of a declared resource; for a queue also what was changed behind its back.
    private func changes(from stored: LiveResource, to resource: Resource) -> [FieldChange] {
        let queue = resource.key.kind == .queue ? live.queues[resource.key.storedName] : nil
        let missing = resource.key.kind == .queue && queue == nil
        let drifted = queue.map { $0.draining || $0.settings != QueueSettings(stored.resource) } ?? missing
        if !drifted, sameContent(stored.resource, resource) { return [] }

        var old = fields(of: stored.resource)
        let new = fields(of: resource)
        var drift: Set<String> = []
        if let queue {
            let declared = QueueSettings(stored.resource).fields
            let actual = queue.settings.fields
            for path in Set(declared.keys).union(actual.keys) where declared[path] != actual[path] {
                old[path] = actual[path]
                drift.insert(path)
            }
        }
        var result = differences(old, new, drifted: drift)
        if missing {
            result.append(FieldChange(path: "row", old: .string("missing"), new: .string("present"), drift: true))
        } else if queue?.draining == true {
            result.append(FieldChange(path: "draining", old: .bool(true), new: .bool(false), drift: true))
        }
        return result
    }

    /// What a new declaration changes: against the row, when somebody made the queue by hand before.
    private func creation(of resource: Resource) -> [FieldChange] {
        guard resource.key.kind == .queue, let queue = live.queues[resource.key.storedName] else { return [] }
        return differences(queue.settings.fields, QueueSettings(resource).fields)
    }

    private func sameContent(_ left: Resource, _ right: Resource) -> Bool {
        left.spec == right.spec && left.labels == right.labels && left.annotations == right.annotations
    }
}
