/// When the next worker may be started after one has failed.
struct ProcessPoolBackoff {
    typealias Instant = ContinuousClock.Instant

    private static let first = Duration.seconds(1)
    private static let longest = Duration.seconds(30)
    /// At most this part of a delay is added to it, so that pools do not restart in step.
    private static let jitter = 0.2

    private var failures = 0
    private(set) var nextStart: Instant?

    /// Notes that a worker failed. Those that fail together count once.
    /// - Parameters:
    ///   - wasHealthy: it had run long enough for its failure to be a new story.
    ///   - random: 0..<1.
    mutating func fail(at now: Instant, wasHealthy: Bool, random: Double) {
        if let nextStart, now < nextStart { return }
        failures = wasHealthy ? 1 : failures + 1
        let doublings = min(failures - 1, 10)
        let delay = min(Self.first * (1 << doublings), Self.longest)
        nextStart = now + delay * (1 + Self.jitter * random)
    }

    func mayStart(at now: Instant) -> Bool { nextStart.map { now >= $0 } ?? true }
}
