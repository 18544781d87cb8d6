public import Resources

/// Compares what is declared with what is stored. Pure: the same inputs give the same plan, so what `diff` prints
/// is what `apply` does.
///
/// - Parameters:
///   - desired: decoded manifests without duplicates, in the order in which they should be listed.
///   - live: read in the same transaction in which the plan will be applied.
public func plan(_ desired: [Resource], live: LiveState, options: PlanOptions) -> Plan {
    Planner(desired: desired, live: live, options: options).plan()
}

/// Holds what every entry's decision looks at.
struct Planner {
    let desired: [Resource]
    let live: LiveState
    let options: PlanOptions
    /// What the manifests declare and nobody asked to delete.
    let staying: [Resource]
    /// Declared by this owner before, and gone from its manifests: what prune looks at, in order.
    let gone: [LiveResource]
    /// Queues that jobs can be put into after the plan, by stored name. One that is to be deleted does not count,
    /// whether or not something holds its deletion up.
    let queuesAfterwards: Set<String>
    /// Jobs that would depend on each other after the plan, with the circle written out.
    let circles: [ResourceKey: String]
    /// Jobs on which others depend, and of which this plan starts a run.
    let startsHere: Set<ResourceKey>

    init(desired: [Resource], live: LiveState, options: PlanOptions) {
        self.desired = desired
        self.live = live
        self.options = options
        let named = Set(options.namedDeletions)
        staying = named.isEmpty ? desired : desired.filter { !named.contains($0.key) }
        gone = Planner.gone(desired: desired, live: live, options: options)
        var queues = Set(live.queues.filter { !$0.value.draining }.keys)
        for key in options.delete where key.kind == .queue { queues.remove(key.storedName) }
        for key in options.deleteOwn where key.kind == .queue && live.declared[key]?.owner == options.owner {
            queues.remove(key.storedName)
        }
        for stored in gone where stored.isPrunable { queues.remove(stored.resource.key.storedName) }
        for resource in staying where resource.key.kind == .queue {
            if !Planner.isRefused(resource, live: live, options: options) {
                queues.insert(resource.key.storedName)
            }
        }
        queuesAfterwards = queues
        circles = Planner.circles(staying: staying, gone: gone, live: live, options: options)
        startsHere = Planner.starting(
            staying: staying, live: live, options: options, queues: queues, circles: circles)
    }

    func plan() -> Plan {
        let deletions = self.deletions()
        var entries: [PlanEntry] = []
        entries.reserveCapacity(staying.count + deletions.count)
        for resource in staying { entries.append(entry(for: resource)) }
        entries += deletions
        return Plan(entries: withinPruneLimit(entries), owner: options.owner)
    }

    /// Jobs that would be put into one of these queues by this plan, by the queue's stored name.
    func newcomers(to queues: Set<String>) -> [String: ResourceKey] {
        var jobs: [String: ResourceKey] = [:]
        for resource in staying where resource.key.kind == .job {
            let name = storedName(JobSpec(resource).queue, in: resource.key.namespace)
            guard queues.contains(name), jobs[name] == nil else { continue }
            if isRefused(resource) { continue }
            if decideRun(resource, ledger: live.runs[resource.key] ?? []).runs { jobs[name] = resource.key }
        }
        return jobs
    }

    /// One declared resource.
    private func entry(for resource: Resource) -> PlanEntry {
        let key = resource.key
        var entry = PlanEntry(key: key, action: .unchanged, origin: resource.origin)
        if let stored = live.declared[key] {
            entry.changes = changes(from: stored, to: resource)
            if isRefused(resource) {
                entry.action = .change
                entry.blocked = conflict(stored)
                return entry
            } else if stored.owner != options.owner {
                entry.action = .change
                entry.effects.append("taken over from \(stored.owner)")
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

    /// Declared by somebody else, and not to be taken over.
    func isRefused(_ resource: Resource) -> Bool {
        Planner.isRefused(resource, live: live, options: options)
    }

    static func isRefused(_ resource: Resource, live: LiveState, options: PlanOptions) -> Bool {
        guard let stored = live.declared[resource.key], stored.owner != options.owner else { return false }
        if options.takeOver { return false }
        return resource.movedFrom != stored.owner || live.spentMoves.contains(resource.key)
    }

    private func conflict(_ stored: LiveResource) -> String {
        let place = stored.resource.origin.map { " (\($0.file):\($0.line))" } ?? ""
        guard live.spentMoves.contains(stored.resource.key) else {
            return "declared by \(stored.owner)\(place); remove it there, or apply with --take-over "
                + "or with annotation \(ResourceAnnotation.movedFrom): \(stored.owner)"
        }
        return "\(stored.owner)\(place) has taken it back; remove it here, or the annotation "
            + "\(ResourceAnnotation.movedFrom) there"
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
            // Where somebody set by hand what the manifest now asks for, the declaration still has to follow.
            for path in Set(declared.keys).union(actual.keys)
            where declared[path] != actual[path] && !sameValue(actual[path], new[path]) {
                old[path] = actual[path]
                drift.insert(path)
            }
        }
        var result = differences(old, new, drifted: drift)
        if missing {
            result.append(
                FieldChange(path: "row", old: .string("missing"), new: .string("present"), drift: true))
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
