/// How often statuses are written.
public struct StatusCoalescingConfiguration: Hashable, Sendable {
    /// Writes of all objects together, per second on average.
    public var writesPerSecond: Double
    /// Writes of all objects together that may come at once.
    public var burst: Int
    /// Changes that are no transition are written at most this often for one object.
    public var factInterval: Duration
    /// A number that changed by no more than this share is not worth a write of its own.
    public var threshold: Double
    /// Slight changes are written at most this often for one object.
    public var slightInterval: Duration
    /// The wait of an object after failed writes in a row.
    public var backoff: ExponentialBackoff
    /// A status that the API server refused as invalid is not offered again for so long.
    public var refusalTime: Duration
    /// Conflicts (409) in a row after which a status is given up.
    public var conflictLimit: Int

    /// Defaults: 50 writes per second after a burst of 200; facts every 30 s, changes of numbers by at most 5
    /// % every 5 min.
    public init(
        writesPerSecond: Double = 50, burst: Int = 200, factInterval: Duration = .seconds(30),
        threshold: Double = 0.05, slightInterval: Duration = .seconds(300),
        backoff: ExponentialBackoff = ExponentialBackoff(base: .milliseconds(200), cap: .seconds(60)),
        refusalTime: Duration = .seconds(300), conflictLimit: Int = 5
    ) {
        self.writesPerSecond = writesPerSecond
        self.burst = burst
        self.factInterval = factInterval
        self.threshold = threshold
        self.slightInterval = slightInterval
        self.backoff = backoff
        self.refusalTime = refusalTime
        self.conflictLimit = conflictLimit
    }
}
