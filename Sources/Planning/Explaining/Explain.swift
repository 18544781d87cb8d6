import Lifecycle

/// Why the job is where it is. Pure: the same facts give the same answer.
public func explain(_ facts: JobFacts) -> Explanation {
    switch facts.job.state {
    case .assigned, .running: Explanation(causes: [heldCause(facts)])
    case .done, .deadLettered, .failed: Explanation(causes: [endedCause(facts)])
    case .pending: facts.job.isPutOff ? explainPutOff(facts) : explainReady(facts)
    }
}

/// Due, and no worker has it: what stands in the way now, the lasting before the passing, and its place.
private func explainReady(_ facts: JobFacts) -> Explanation {
    var causes = lastingCauses(facts)
    let passing = [
        limitCause(facts), keyLimitCause(facts), rateCause(facts), busyCause(facts),
    ].compactMap(\.self)
    causes += passing
    if let cause = drainingCause(facts) { causes.append(cause) }
    let start = readyStart(facts, causes)
    causes.append(lineCause(facts, causes, start: start))
    return Explanation(
        causes: causes, position: facts.line.map { min($0.ahead, LinePlace.mostCounted) + 1 } ?? 0,
        estimatedStart: start)
}

/// Put off: what it waits for, and what will stand in its way then.
private func explainPutOff(_ facts: JobFacts) -> Explanation {
    var causes = [dependencyCause(facts), earlierRunCause(facts), twinCause(facts)].compactMap(\.self)
    let waitsForOthers = !causes.isEmpty
    if let cause = timeCause(facts) { causes.append(cause) }
    if causes.isEmpty {
        causes.append(Cause(.scheduled, "it is due and is put in line within a moment"))
    }
    let lasting = lastingCauses(facts)
    causes += lasting
    if let cause = drainingCause(facts) { causes.append(cause) }
    let ends = lasting.map(\.until)
    guard !waitsForOthers, let due = facts.job.notBefore, ends.allSatisfy({ $0 != nil }) else {
        return Explanation(causes: causes)
    }
    return Explanation(causes: causes, estimatedStart: ([due] + ends.compactMap(\.self)).max())
}

/// What does not pass by jobs' ending.
private func lastingCauses(_ facts: JobFacts) -> [Cause] {
    guard facts.queue != nil else {
        return [
            Cause(
                .queueDraining,
                "queue \(facts.job.queue) does not exist any more; the job is dead-lettered within a moment")
        ]
    }
    return [pausedCause(facts), workerCause(facts)].compactMap(\.self)
}

/// When a job that is due will start: after what has a known end, and after the jobs before it at the rate of late.
private func readyStart(_ facts: JobFacts, _ causes: [Cause]) -> Int64? {
    guard let line = facts.line, let queue = facts.queue, line.ahead <= LinePlace.mostCounted else {
        return nil
    }
    var start = facts.now
    var waits = Double(line.ahead)
    for cause in causes {
        switch cause.kind {
        case .queuePaused, .rateLimited:
            guard let until = cause.until else { return nil }
            start = max(start, until)
        case .limitReached, .workersBusy: waits = Double(line.ahead) + 1
        case .queueDraining, .nextInLine: break
        default: return nil
        }
    }
    guard waits > 0 else { return start }
    let rate = queue.live.counts.finishRate
    var delays = rate.isFinite && rate > 0 ? [waits / rate] : []
    if let delay = queue.rateDelay(of: waits, now: facts.now),
        !delays.isEmpty || causes.contains(where: { $0.kind == .rateLimited })
    {
        delays.append(delay)
    }
    guard let delay = delays.max() else { return nil }
    return start + Int64(min(delay, 1e9) * 1_000_000)
}
