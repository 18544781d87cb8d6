import Resources

/// Nobody takes jobs of the queue: who would, and who no longer does.
func workerCause(_ facts: JobFacts) -> Cause? {
    let workers = facts.workers
    guard workers.online == 0 else { return nil }
    var clauses = ["no online worker serves queue \(facts.job.queue)"]
    if !workers.draining.isEmpty {
        let names = listed(workers.draining.map { oneLine($0, 60) }, of: Int64(workers.draining.count))
        clauses.append("\(counted(Int64(workers.draining.count), "worker", "is", "are")) draining: \(names)")
    }
    if workers.pools.isEmpty {
        clauses.append("no WorkerPool names it; declare one, or start a worker for it")
    } else {
        let pools = listed(workers.pools.map(poolText), of: Int64(workers.pools.count))
        clauses.append("\(workers.pools.count == 1 ? "pool" : "pools") \(pools) would")
    }
    return Cause(.noWorker, clauses.joined(separator: "; "))
}

/// Workers are there, and all of them are full.
func busyCause(_ facts: JobFacts) -> Cause? {
    let workers = facts.workers
    guard workers.online > 0, workers.held >= workers.slots else { return nil }
    return Cause(
        .workersBusy,
        "all \(counted(workers.slots, "slot")) of the \(counted(workers.online, "worker")) that "
            + "\(workers.online == 1 ? "serves" : "serve") queue \(facts.job.queue) are taken")
}

/// Its place, and when it will start.
func lineCause(_ facts: JobFacts, _ others: [Cause], start: Int64?) -> Cause {
    guard let line = facts.line else {
        return Cause(.nextInLine, "it is about to be given to a worker")
    }
    if line.ahead == 0, others.allSatisfy({ $0.kind == .queueDraining }) {
        return Cause(.nextInLine, "nothing holds it up: it is the next in queue \(facts.job.queue)")
    }
    let place: String
    if line.ahead > LinePlace.mostCounted {
        place = "more than \(number(LinePlace.mostCounted)) jobs are before it in queue \(facts.job.queue)"
    } else {
        let total = max(facts.queue?.live.counts.ready ?? 0, line.ahead + 1)
        let about = facts.job.concurrencyKey == nil ? "" : "about "
        place = "\(about)position \(number(line.ahead + 1)) of \(number(total)) in queue \(facts.job.queue)"
    }
    guard let start else { return Cause(.nextInLine, place) }
    let wait = start - facts.now
    let soon = wait < 1_000_000 ? "within a moment" : "in about \(span(wait))"
    let isRated = others.contains { $0.kind == .rateLimited }
    let rate = isRated ? 0 : facts.queue?.live.counts.finishRate ?? 0
    let pace = rate > 0 ? " at the present \(decimal(rate)) jobs/s" : ""
    return Cause(.nextInLine, "\(place); starts \(soon)\(pace)")
}

/// "mailers (2 workers, manifests/pools.yaml:1)"
private func poolText(_ pool: PoolPlace) -> String {
    var remarks = [pool.replicas.map { counted($0, "worker") } ?? "started elsewhere"]
    if pool.drains { remarks.append("declared to drain") }
    if let origin = pool.origin { remarks.append("\(origin.file):\(origin.line)") }
    return "\(pool.name) (\(remarks.joined(separator: ", ")))"
}
