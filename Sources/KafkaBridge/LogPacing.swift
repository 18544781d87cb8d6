/// Lets a line of each sort through once in a while, so that a broker that is away for an hour does not fill the log:
/// after 10 s, and the longer the trouble lasts the less often, every five minutes at last.
struct LogPacing: Sendable {
    private static let shortest = Duration.seconds(10)
    private static let longest = Duration.seconds(300)
    private static let sortLimit = 256

    private struct Sort {
        var allowedAt: ContinuousClock.Instant
        var interval: Duration
        var suppressed = 0
    }

    private var sorts: [String: Sort] = [:]

    /// How many lines of this sort were left out since the last one; nil when this one is to be left out too.
    mutating func pass(_ sort: String, now: ContinuousClock.Instant = .now) -> Int? {
        let known = sorts[sort]
        if let known, now < known.allowedAt {
            sorts[sort]?.suppressed += 1
            return nil
        }
        if sorts.count >= Self.sortLimit { sorts = sorts.filter { $0.value.allowedAt > now } }
        // A sort that was silent for as long again begins anew.
        let isLasting = known.map { now < $0.allowedAt + $0.interval } ?? false
        let interval = isLasting ? min((known?.interval ?? .zero) * 2, Self.longest) : Self.shortest
        if sorts.count < Self.sortLimit || known != nil {
            sorts[sort] = Sort(allowedAt: now + interval, interval: interval)
        }
        return known?.suppressed ?? 0
    }
}
