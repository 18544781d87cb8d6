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
        let sources = KafkaEffects(
            before: live.declared[resource.key].flatMap { QueueSpec($0.resource).kafka },
            after: QueueSpec(resource).kafka)
        guard let queue = live.queues[resource.key.storedName] else {
            if entry.action == .create { entry.effects.append("takes jobs at once") }
            entry.effects += sources.sentences
            return
        }
        let counts = queue.counts
        if entry.action == .create {
            let what =
                queue.draining ? "keeps the queue that was being drained" : "adopts the queue made by hand"
            entry.effects.append("\(what) (\(counted(counts.pending, "pending job")))")
        }
        for change in entry.changes {
            switch change.path {
            case "spec.paused" where !queue.overrides("spec.paused"):
                entry.effects.append(
                    change.new == .bool(true)
                        ? "\(counted(counts.ready, "ready job", "waits", "wait")) until it is resumed; "
                            + "\(number(counts.held)) held by workers finish undisturbed"
                        : "\(counted(counts.ready, "ready job", "starts", "start")) at once")
            case "spec.maxRetries", "spec.ttl", "spec.timeout", "spec.priority":
                if counts.pending + counts.held > 0 {
                    let jobs = counted(counts.pending + counts.held, "job")
                    entry.effects.append(
                        "the old \(change.path.dropFirst(5)) stays with \(jobs) submitted before")
                }
            default: break
            }
        }
        if entry.action == .change {
            let limits = LimitEffects(
                before: queue.settings, after: QueueSettings(resource), counts: counts)
            entry.effects += limits.sentences
        }
        entry.effects += sources.sentences
        describeOverrides(of: queue, declared: resource, in: &entry)
    }

    private func describePool(_ resource: Resource, in entry: inout PlanEntry) {
        let spec = WorkerPoolSpec(resource)
        for queue in spec.queues
        where !queuesAfterwards.contains(storedName(queue, in: resource.key.namespace)) {
            entry.effects.append("queue \"\(queue)\" does not exist yet; the pool waits for it")
        }
        if entry.action == .create, spec.runtime != .external {
            entry.effects.append(
                spec.autoscale.map { "scales itself between \($0.min) and \($0.max) workers" }
                    ?? "starts \(counted(Int64(spec.replicas), "worker"))")
        }
        for change in entry.changes where entry.action == .change {
            if change.path.hasPrefix("spec.autoscale"), let autoscale = spec.autoscale {
                let text = "scales itself between \(autoscale.min) and \(autoscale.max) workers"
                if !entry.effects.contains(text) { entry.effects.append(text) }
            } else if change.path == "spec.replicas", spec.autoscale != nil {
                entry.effects.append("spec.replicas does not count while spec.autoscale is set")
            } else if change.path == "spec.replicas", case .int(let old)? = change.old,
                case .int(let new)? = change.new
            {
                entry.effects.append(
                    new > old
                        ? "starts \(counted(new - old, "more worker"))"
                        : "\(counted(old - new, "worker", "drains", "drain")), running jobs get \(spec.gracePeriod.manifestText) to finish"
                )
            } else if change.path == "spec.drain" {
                entry.effects.append(
                    change.new == .bool(true)
                        ? "all workers finish what runs and take no more" : "takes jobs again")
            } else if ["spec.queues", "spec.concurrency"].contains(change.path)
                || change.path.hasPrefix("spec.template")
            {
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
            entry.effects += dependencyEffects(resource)
            // The content is the same and yet it never ran: the ledger was lost or the policy changed.
            if entry.action == .unchanged { entry.action = .change }
            let queue = JobSpec(resource).queue
            if !queuesAfterwards.contains(storedName(queue, in: resource.key.namespace)) {
                entry.blocked = "queue \"\(queue)\" does not exist; declare it, or correct spec.queue"
            }
            entry.blocked = entry.blocked ?? keyProblem(resource)
        }
        entry.blocked = circles[resource.key] ?? entry.blocked
    }

    func storedName(_ queue: String, in namespace: String) -> String {
        storedQueueName(queue, in: namespace)
    }
}

/// "1,204 pending jobs"; the noun gets its plural.
func counted(_ count: Int64, _ noun: String) -> String { "\(number(count)) \(noun)\(count == 1 ? "" : "s")" }

/// "1 pending job moves", "1,204 pending jobs move"
func counted(_ count: Int64, _ noun: String, _ singular: String, _ plural: String) -> String {
    "\(counted(count, noun)) \(count == 1 ? singular : plural)"
}

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
