import Lifecycle
import Resources

extension Planner {
    /// Fills in what the entry does to live work, and what holds it up.
    func describe(_ resource: Resource, in entry: inout PlanEntry) {
        switch resource.key.kind {
        case .queue: describeQueue(resource, in: &entry)
        case .workerPool: describePool(resource, in: &entry)
        case .job: describeJob(resource, in: &entry)
        case .schedule: describeSchedule(resource, in: &entry)
        case .worker: break
        }
    }

    private func describeQueue(_ resource: Resource, in entry: inout PlanEntry) {
        guard let queue = live.queues[resource.key.storedName] else {
            if entry.action == .create { entry.effects.append("takes jobs at once") }
            return
        }
        let counts = queue.counts
        if entry.action == .create {
            entry.effects.append("adopts the queue made by hand (\(counted(counts.pending, "pending job")))")
        }
        for change in entry.changes {
            switch change.path {
            case "spec.paused":
                entry.effects.append(
                    change.new == .bool(true)
                        ? "\(counted(counts.ready, "ready job")) wait until it is resumed; "
                            + "\(number(counts.held)) held by workers finish undisturbed"
                        : "\(counted(counts.ready, "ready job")) start at once")
            case "spec.concurrency.limit":
                entry.effects.append(limitEffect(change, counts: counts))
            case "spec.maxRetries", "spec.ttl", "spec.timeout", "spec.priority":
                if counts.pending + counts.held > 0 {
                    let jobs = counted(counts.pending + counts.held, "job")
                    entry.effects.append("\(jobs) submitted before keep the old \(change.path.dropFirst(5))")
                }
            default: break
            }
        }
    }

    private func limitEffect(_ change: FieldChange, counts: QueueCounts) -> String {
        guard case .int(let limit)? = change.new else { return "no limit any more" }
        let above = max(0, counts.held - limit)
        var text = "\(number(counts.held)) running"
        if above > 0 { text += ", \(number(above)) above the new limit finish undisturbed" }
        if counts.pending > 0, counts.finishRate > 0, case .int(let old)? = change.old, old > 0 {
            let now = Double(counts.pending) / counts.finishRate
            let then = now * Double(old) / Double(max(limit, 1))
            text += "; backlog \(number(counts.pending)) drains in ~\(roughly(then)) (now ~\(roughly(now)))"
        }
        return text
    }

    private func describePool(_ resource: Resource, in entry: inout PlanEntry) {
        let spec = WorkerPoolSpec(resource)
        for queue in spec.queues where !queuesAfterwards.contains(storedName(queue, in: resource.key.namespace)) {
            entry.effects.append("queue \"\(queue)\" does not exist yet; the pool waits for it")
        }
        if entry.action == .create {
            entry.effects.append("starts \(counted(Int64(spec.replicas), "worker"))")
        }
        for change in entry.changes where entry.action == .change {
            if change.path == "spec.replicas", case .int(let old)? = change.old, case .int(let new)? = change.new {
                entry.effects.append(
                    new > old
                        ? "starts \(counted(new - old, "more worker"))"
                        : "\(counted(old - new, "worker")) drain, running jobs get \(spec.gracePeriod.manifestText) to finish")
            } else if change.path == "spec.drain" {
                entry.effects.append(
                    change.new == .bool(true) ? "all workers finish what runs and take no more" : "takes jobs again")
            } else if ["spec.queues", "spec.concurrency"].contains(change.path) || change.path.hasPrefix("spec.template") {
                let text = "workers are replaced one by one; running jobs finish first"
                if !entry.effects.contains(text) { entry.effects.append(text) }
            }
        }
    }

    private func describeJob(_ resource: Resource, in entry: inout PlanEntry) {
        let ledger = live.runs[resource.key] ?? []
        let decision = decideRun(resource, ledger: ledger)
        entry.run = decision
        entry.effects += runEffects(decision, job: resource, ledger: ledger)
        if decision.runs {
            // The content is the same and yet it never ran: the ledger was lost or the policy changed.
            if entry.action == .unchanged { entry.action = .change }
            let queue = JobSpec(resource).queue
            if !queuesAfterwards.contains(storedName(queue, in: resource.key.namespace)) {
                entry.blocked = "queue \"\(queue)\" does not exist; declare it, or correct spec.queue"
            }
        }
    }

    private func describeSchedule(_ resource: Resource, in entry: inout PlanEntry) {
        if entry.action != .unchanged {
            entry.effects.append("stored; this version does not fire schedules")
        }
    }

    /// A queue is named within the namespace of who refers to it; "team/name" names one elsewhere.
    func storedName(_ queue: String, in namespace: String) -> String {
        queue.contains("/") ? queue : ResourceKey(kind: .queue, namespace: namespace, name: queue).storedName
    }
}

/// "1,204 pending jobs"; the noun gets its plural.
func counted(_ count: Int64, _ noun: String) -> String { "\(number(count)) \(noun)\(count == 1 ? "" : "s")" }

/// Digits in groups of three.
func number(_ count: Int64) -> String {
    var digits = String(count.magnitude)
    var groups: [Substring] = []
    while digits.count > 3 {
        groups.insert(digits.suffix(3), at: 0)
        digits = String(digits.dropLast(3))
    }
    groups.insert(digits[...], at: 0)
    return (count < 0 ? "-" : "") + groups.joined(separator: ",")
}

/// A duration for people, one unit: "~21m".
private func roughly(_ seconds: Double) -> String {
    switch seconds {
    case ..<120: "\(Int(seconds.rounded()))s"
    case ..<7200: "\(Int((seconds / 60).rounded()))m"
    case ..<172_800: "\(Int((seconds / 3600).rounded()))h"
    default: "\(Int((min(seconds, 1e12) / 86_400).rounded()))d"
    }
}
