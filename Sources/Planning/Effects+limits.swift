import Resources

/// What a change of a queue's limits does to what runs and waits.
struct LimitEffects {
    var before: QueueSettings
    var after: QueueSettings
    var counts: QueueCounts

    /// One sentence for each limit that changes.
    var sentences: [String] {
        var sentences: [String] = []
        if before.concurrencyLimit != after.concurrencyLimit { sentences.append(limit) }
        if before.concurrencyPerKey != after.concurrencyPerKey { sentences.append(perKey) }
        if before.rateLimit != after.rateLimit
            || before.ratePeriodMilliseconds != after.ratePeriodMilliseconds
        {
            sentences.append(rate)
        }
        return sentences
    }

    private var limit: String {
        guard let new = after.concurrencyLimit.map(Int64.init) else {
            return "\(number(counts.held)) running; as many more may start as workers take"
        }
        let above = counts.held - new
        let running =
            above > 0
            ? "\(number(counts.held)) running, \(number(above)) above the new limit "
                + (above == 1 ? "finishes undisturbed" : "finish undisturbed")
            : "\(number(counts.held)) running, \(number(-above)) more may start"
        return running + drain(slots: new)
    }

    /// A queue that has a backlog is as fast as its limit lets it be. Said only where it is known how fast it is.
    private func drain(slots new: Int64) -> String {
        let old = before.concurrencyLimit.map(Int64.init) ?? counts.held
        guard counts.ready > 0, counts.finishRate > 0, counts.finishRate.isFinite, old > 0 else { return "" }
        let now = Double(counts.ready) / counts.finishRate
        // Without an earlier limit the workers' slots were it, and a wider one changes nothing.
        let slots = before.concurrencyLimit == nil ? min(old, new) : new
        let then = now * Double(old) / Double(slots)
        return "; backlog \(number(counts.ready)) drains in \(estimate(then)) (now \(estimate(now)))"
    }

    private var perKey: String {
        guard let new = after.concurrencyPerKey else {
            return "jobs of one key may run at once as the queue's limit allows"
        }
        return "at most \(number(Int64(new))) of one key at once; those above it finish undisturbed, "
            + "and the keys take turns"
    }

    private var rate: String {
        guard let new = after.rateLimit, let period = after.ratePeriodMilliseconds else {
            return "jobs start as soon as workers take them"
        }
        let span = Duration.milliseconds(period).manifestText
        let text = "at most \(counted(Int64(new), "start")) in any \(span)"
        guard counts.ready > 0 else { return text }
        let seconds = Double(counts.ready) / Double(new) * Double(period) / 1000
        return "\(text); backlog \(number(counts.ready)) takes \(estimate(seconds)) at least"
    }

    /// "~21m"
    private func estimate(_ seconds: Double) -> String {
        for (size, name) in [(86_400.0, "d"), (3_600, "h"), (60, "m")] where seconds >= 2 * size {
            return "~\(number(Int64(min(1e15, (seconds / size).rounded()))))\(name)"
        }
        return "~\(number(Int64(max(1, seconds.rounded()))))s"
    }
}
