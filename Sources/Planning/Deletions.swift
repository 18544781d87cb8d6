import Lifecycle
import Resources

extension Planner {
    /// Asked for by name, or pruned: declared by this owner before and gone from its manifests.
    func deletions() -> [PlanEntry] {
        var entries: [PlanEntry] = []
        for key in options.delete {
            if let stored = live.declared[key] {
                entries.append(deletion(of: stored))
            } else if key.kind == .queue, live.queues[key.storedName] != nil {
                entries.append(deletionOfRow(key))
            }
        }
        guard options.prune else { return entries }
        let kept = Set(desired.map(\.key)).union(options.protected).union(options.delete)
        let gone = live.declared.values.filter { $0.owner == options.owner && !kept.contains($0.resource.key) }
        for stored in gone.sorted(by: { $0.resource.key < $1.resource.key }) {
            if stored.resource.annotations["jq.dev/prune"] == "disabled" {
                var entry = PlanEntry(key: stored.resource.key, action: .unchanged, origin: stored.resource.origin)
                entry.effects = ["kept: annotation jq.dev/prune is \"disabled\""]
                entries.append(entry)
            } else {
                entries.append(deletion(of: stored))
            }
        }
        return entries
    }

    private func deletion(of stored: LiveResource) -> PlanEntry {
        let resource = stored.resource
        var entry = PlanEntry(key: resource.key, action: .delete, origin: resource.origin)
        switch resource.key.kind {
        case .queue: describeQueueDeletion(QueueSpec(resource), in: &entry)
        case .job: describeJobDeletion(JobSpec(resource), in: &entry)
        case .workerPool: entry.effects = ["its workers finish what runs and stop"]
        case .schedule, .worker: break
        }
        return entry
    }

    /// A queue that nothing declares: deleting it follows the default, `onDelete: Block`.
    private func deletionOfRow(_ key: ResourceKey) -> PlanEntry {
        var entry = PlanEntry(key: key, action: .delete)
        describeQueueDeletion(nil, in: &entry)
        return entry
    }

    private func describeQueueDeletion(_ spec: QueueSpec?, in entry: inout PlanEntry) {
        let counts = live.queues[entry.key.storedName]?.counts ?? QueueCounts()
        let users = jobsDeclared(on: entry.key)
        if !users.isEmpty {
            entry.blocked = "\(users[0]) is declared on it; delete or move that first"
            return
        }
        guard counts.pending + counts.held > 0 else { return }
        let held = counts.held > 0 ? "; \(number(counts.held)) held by workers finish" : ""
        switch spec?.onDelete ?? .block {
        case .block:
            let what =
                counts.pending > 0
                ? "\(counted(counts.pending, "pending job")) would be stranded"
                : "\(counted(counts.held, "job")) still \(counts.held == 1 ? "runs" : "run")"
            entry.blocked = "\(what) (onDelete: Block); set onDelete to Drain, Cancel or MoveTo first, or wait"
        case .drain:
            entry.effects = [
                "takes no new jobs; \(counted(counts.pending, "pending job")) run first, then it is removed\(held)"
            ]
        case .cancel:
            entry.effects = ["\(counted(counts.pending, "pending job")) are dead-lettered (CANCELLED)\(held)"]
        case .moveTo:
            let target = spec?.moveTo ?? ""
            let stored = storedName(target, in: entry.key.namespace)
            if queueExistsAfterwards(stored) {
                entry.effects = ["\(counted(counts.pending, "pending job")) move to queue \(target)\(held)"]
            } else {
                entry.blocked = "onDelete: MoveTo, but queue \"\(target)\" does not exist"
            }
        }
    }

    /// Jobs that keep referring to the queue after this plan and whose run has not ended.
    private func jobsDeclared(on queue: ResourceKey) -> [ResourceKey] {
        desired.filter { $0.key.kind == .job && storedName(JobSpec($0).queue, in: $0.key.namespace) == queue.storedName }
            .filter { decideRun($0, ledger: live.runs[$0.key] ?? []).runs }
            .map(\.key)
    }

    private func queueExistsAfterwards(_ stored: String) -> Bool {
        let leaving = options.delete.contains { $0.kind == .queue && $0.storedName == stored }
        return !leaving
            && (live.queues[stored].map { !$0.draining } ?? false
                || desired.contains { $0.key.kind == .queue && $0.key.storedName == stored })
    }

    private func describeJobDeletion(_ spec: JobSpec, in entry: inout PlanEntry) {
        let active = (live.runs[entry.key] ?? []).filter { !$0.state.isTerminal }
        guard let run = active.last else {
            entry.effects = ["what it ran stays in the ledger; declaring it again will not run it again"]
            return
        }
        switch spec.deletionPolicy {
        case .finish, .orphan:
            entry.effects = ["run \(run.jobID) is \(run.state.rawValue) and finishes"]
        case .cancel:
            entry.effects = ["run \(run.jobID) (\(run.state.rawValue)) is cancelled"]
        }
    }

    /// Holds up a prune that is larger than the limit, unless exactly this plan was confirmed.
    func withinPruneLimit(_ entries: [PlanEntry]) -> [PlanEntry] {
        let pruned = entries.indices.filter { index in
            entries[index].action == .delete && !options.delete.contains(entries[index].key)
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
