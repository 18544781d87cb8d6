/// Lets a line of each sort through once in a while, so that a broker that is away for an hour does not fill the log.
struct LogPacing: Sendable {
    private static let interval = Duration.seconds(10)
    private static let sortLimit = 256

    private var sorts: [String: (allowedAt: ContinuousClock.Instant, suppressed: Int)] = [:]

    /// How many lines of this sort were left out since the last one; nil when this one is to be left out too.
    mutating func pass(_ sort: String, now: ContinuousClock.Instant = .now) -> Int? {
        if let known = sorts[sort], now < known.allowedAt {
            sorts[sort]?.suppressed += 1
            return nil
        }
        if sorts.count >= Self.sortLimit { sorts = sorts.filter { $0.value.allowedAt > now } }
        let suppressed = sorts[sort]?.suppressed ?? 0
        if sorts.count < Self.sortLimit || sorts[sort] != nil { sorts[sort] = (now + Self.interval, 0) }
        return suppressed
    }
}
