import Lifecycle
import Resources

extension Planner {
    /// Asked for by name, or pruned: declared by this owner before and gone from its manifests.
    func deletions() -> [PlanEntry] {
        var entries: [PlanEntry] = []
        var seen: Set<ResourceKey> = []
        for key in options.delete where seen.insert(key).inserted {
            if let stored = live.declared[key] {
                entries.append(deletion(of: stored))
            } else if key.kind == .queue, live.queues[key.storedName] != nil {
                // Nothing declares it: deleting it follows the default, `onDelete: Block`.
                var entry = PlanEntry(key: key, action: .delete)
                describeQueueDeletion(nil, in: &entry)
                entries.append(entry)
            }
        }
        for key in options.deleteOwn where seen.insert(key).inserted {
            if let stored = live.declared[key] {
                if stored.owner == options.owner { entries.append(deletion(of: stored)) }
            } else if key.kind == .queue, live.queues[key.storedName]?.draining == true {
                // Its declaration is deleted already, and its jobs are still finishing.
                var entry = PlanEntry(key: key, action: .delete)
                describeQueueDeletion(nil, in: &entry)
                entries.append(entry)
            }
        }
        for stored in gone {
            if stored.isPrunable {
                entries.append(deletion(of: stored))
            } else {
                var entry = PlanEntry(
                    key: stored.resource.key, action: .unchanged, origin: stored.resource.origin)
                entry.effects = ["kept: annotation jq.dev/prune is \"disabled\""]
                entries.append(entry)
            }
        }
        holdQueuesOfNewJobs(&entries)
        return entries
    }

    /// What this owner declared before and no longer does, in order of keys; empty unless prune is asked for.
    static func gone(desired: [Resource], live: LiveState, options: PlanOptions) -> [LiveResource] {
        guard options.prune else { return [] }
        let kept = Set(desired.map(\.key)).union(options.protected).union(options.namedDeletions)
        return live.declared.values.filter { $0.owner == options.owner && !kept.contains($0.resource.key) }
            .sorted { $0.resource.key < $1.resource.key }
    }

    private func deletion(of stored: LiveResource) -> PlanEntry {
        let resource = stored.resource
        var entry = PlanEntry(key: resource.key, action: .delete, origin: resource.origin)
        switch resource.key.kind {
        case .queue:
            let spec = QueueSpec(resource)
            describeQueueDeletion(spec, in: &entry)
            if entry.blocked == nil { entry.effects += KafkaEffects(before: spec.kafka).sentences }
        case .job: describeJobDeletion(JobSpec(resource), in: &entry)
        case .workerPool: entry.effects = ["its workers finish what runs and stop"]
        case .schedule: entry.effects = ["it ticks no more; active jobs finish"]
        case .worker: break
        }
        return entry
    }

    /// A queue does not go while a Job that this plan would run is declared on it.
    private func holdQueuesOfNewJobs(_ entries: inout [PlanEntry]) {
        let leaving = entries.indices.filter {
            entries[$0].action == .delete && entries[$0].key.kind == .queue
        }
        guard !leaving.isEmpty else { return }
        let jobs = newcomers(to: Set(leaving.map { entries[$0].key.storedName }))
        for index in leaving {
            guard let job = jobs[entries[index].key.storedName] else { continue }
            entries[index].effects = []
            entries[index].blocked = "\(job) is declared on it; delete or move that first"
        }
    }

    private func describeQueueDeletion(_ spec: QueueSpec?, in entry: inout PlanEntry) {
        let counts = live.queues[entry.key.storedName]?.counts ?? QueueCounts()
        guard counts.pending + counts.held > 0 else { return }
        let held = counts.held > 0 ? "; \(number(counts.held)) held by workers finish" : ""
        switch spec?.onDelete ?? .block {
        case .block:
            let what =
                counts.pending > 0
                ? "\(counted(counts.pending, "pending job")) would be stranded"
                : "\(counted(counts.held, "job")) still \(counts.held == 1 ? "runs" : "run")"
            entry.blocked =
                "\(what) (onDelete: Block); set onDelete to Drain, Cancel or MoveTo first, or wait"
        case .drain:
            entry.effects = [
                "takes no new jobs; \(counted(counts.pending, "pending job", "runs", "run")) first, "
                    + "then it is removed\(held)"
            ]
        case .cancel:
            entry.effects = [
                "\(counted(counts.pending, "pending job", "is", "are")) dead-lettered (CANCELLED)\(held)"
            ]
        case .moveTo:
            let target = spec?.moveTo ?? ""
            let stored = storedName(target, in: entry.key.namespace)
            if queuesAfterwards.contains(stored) {
                let move = counted(counts.pending, "pending job", "moves", "move")
                entry.effects = ["\(move) to queue \(target)\(held)"]
            } else {
                entry.blocked =
                    "onDelete: MoveTo, but there will be no queue \"\(target)\"; declare it, "
                    + "or set onDelete to Drain or Cancel first"
            }
        }
    }

    private func describeJobDeletion(_ spec: JobSpec, in entry: inout PlanEntry) {
        let active = (live.runs[entry.key] ?? []).filter { !$0.state.isTerminal }
        if active.isEmpty {
            entry.effects = ["what it ran stays in the ledger; declaring it again will not run it again"]
        }
        for run in active {
            switch spec.deletionPolicy {
            case .finish, .orphan:
                entry.effects.append("run \(run.jobID) is \(run.state.rawValue) and finishes")
            case .cancel: entry.effects.append("run \(run.jobID) (\(run.state.rawValue)) is cancelled")
            }
        }
    }

    /// Holds up a prune that is larger than the limit, unless exactly this plan was confirmed.
    func withinPruneLimit(_ entries: [PlanEntry]) -> [PlanEntry] {
        let named = Set(options.namedDeletions)
        let pruned = entries.indices.filter { index in
            entries[index].action == .delete && !named.contains(entries[index].key)
        }
        let owned = live.declared.values.count { $0.owner == options.owner }
        let limit = options.pruneLimit(declared: owned)
        guard pruned.count > limit else { return entries }
        let hash = Plan(entries: entries, owner: options.owner).hash
        if options.confirm == hash { return entries }
        var held = entries
        for index in pruned where held[index].blocked == nil {
            held[index].blocked =
                "prune would delete \(pruned.count) of \(owned) resources, more than \(limit); "
                + "confirm with --confirm \(hash)"
        }
        return held
    }
}
