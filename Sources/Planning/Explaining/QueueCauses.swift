import Resources

/// The queue is paused: by whom, and until when.
func pausedCause(_ facts: JobFacts) -> Cause? {
    guard let queue = facts.queue, queue.live.effective.paused else { return nil }
    let name = "queue \(facts.job.queue)"
    guard let override = queue.live.overrides.first(where: { $0.field == .paused }) else {
        return Cause(.queuePaused, "\(name) is paused\(queue.declaration { $0.paused })")
    }
    let message =
        "\(name) is paused by \(override.actor) until \(utcSecond(override.expiresAt)) (\(override.reason))"
    guard queue.live.settings.paused else { return Cause(.queuePaused, message, until: override.expiresAt) }
    return Cause(.queuePaused, "\(message), and it stays paused then\(queue.declaration { $0.paused })")
}

/// All slots of the queue are taken.
func limitCause(_ facts: JobFacts) -> Cause? {
    guard let queue = facts.queue, let limit = queue.live.effective.concurrencyLimit,
        queue.slots.count >= Int64(limit)
    else { return nil }
    let message =
        "queue \(facts.job.queue) has \(counted(queue.slots.count, "job")) with workers, and its limit is "
        + "\(number(Int64(limit)))\(queue.source(of: .concurrencyLimit) { $0.concurrencyLimit != nil })"
    return Cause(
        .limitReached, message + holders(queue.slots, now: facts.now),
        jobs: queue.slots.holders.prefix(20).map(\.job))
}

/// All slots of the job's key are taken.
func keyLimitCause(_ facts: JobFacts) -> Cause? {
    guard let queue = facts.queue, let key = facts.job.concurrencyKey,
        let limit = queue.live.effective.concurrencyPerKey, queue.keySlots.count >= Int64(limit)
    else { return nil }
    let message =
        "its key \"\(oneLine(key, 60))\" has \(counted(queue.keySlots.count, "job")) with workers, and the limit "
        + "for each key is \(number(Int64(limit)))"
        + queue.source(of: .concurrencyPerKey) { $0.concurrencyPerKey != nil }
    return Cause(
        .keyLimitReached, message + holders(queue.keySlots, now: facts.now),
        jobs: queue.keySlots.holders.prefix(20).map(\.job))
}

/// The rate is used up: the next job may go when enough of those that were handed out no longer count.
func rateCause(_ facts: JobFacts) -> Cause? {
    guard let queue = facts.queue, let limit = queue.live.effective.rateLimit,
        let period = queue.live.effective.ratePeriodMilliseconds
    else { return nil }
    let shares = queue.rate.filter { $0.leavesAt > facts.now }.sorted { $0.leavesAt < $1.leavesAt }
    var used = shares.reduce(0) { $0 + $1.count }
    guard used >= Int64(limit) else { return nil }
    let handedOut = used
    var free: Int64?
    for share in shares where used >= Int64(limit) {
        used -= share.count
        free = share.leavesAt
    }
    let message =
        "queue \(facts.job.queue) has handed out \(counted(handedOut, "job")) within "
        + "\(Duration.milliseconds(period).manifestText), and its rate limit is \(number(Int64(limit)))"
        + queue.source(of: .rateLimit) { $0.rateLimit != nil }
        + (free.map { "; the next may start at \(utcSecond($0 + 999_999))" } ?? "")
    return Cause(.rateLimited, message, until: free)
}

/// The queue goes away. What waits in it still runs, so that this holds nothing up.
func drainingCause(_ facts: JobFacts) -> Cause? {
    guard facts.queue?.live.draining == true else { return nil }
    return Cause(
        .queueDraining,
        "queue \(facts.job.queue) is being deleted and takes no new jobs; those that wait in it still run")
}

extension QueueSituation {
    /// " by its declaration at manifests/emails.yaml:3", or how else the row came to say so.
    fileprivate func declaration(_ says: (QueueSettings) -> Bool) -> String {
        guard let declared else { return "" }
        guard says(QueueSettings(declared.resource)) else {
            return " by its row in the database, not by its declaration; the reconciler repairs that"
        }
        return " by its declaration" + (declared.resource.origin.map { " at \($0.file):\($0.line)" } ?? "")
    }

    /// " (declared at …)" or " (until … by ann ("…"))"
    fileprivate func source(of field: OverridableField, _ says: (QueueSettings) -> Bool) -> String {
        if let override = live.overrides.first(where: { $0.field == field }) {
            return " (overridden \(override.circumstances))"
        }
        guard let declared, says(QueueSettings(declared.resource)), let origin = declared.resource.origin
        else {
            return ""
        }
        return " (declared at \(origin.file):\(origin.line))"
    }
}

/// ": 0190… on host-1 for 2m; …; and 7 more"
private func holders(_ use: SlotUse, now: Int64) -> String {
    guard !use.holders.isEmpty else { return "" }
    let shown = 3
    var texts = use.holders.prefix(shown).map { holder in
        "\(holder.job) on \(holder.worker) for \(span(now - holder.since))"
    }
    let more = use.count - Int64(texts.count)
    if more > 0 { texts.append("and \(number(more)) more") }
    return ": " + texts.joined(separator: "; ")
}
