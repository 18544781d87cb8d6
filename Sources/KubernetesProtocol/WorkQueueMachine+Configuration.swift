/// The limits of a work queue.
public struct WorkQueueConfiguration: Hashable, Sendable {
    /// The wait of a key after failures in a row.
    public var backoff: ExponentialBackoff
    /// Retries of all keys together, per second on average. It does not slow any other addition.
    public var retriesPerSecond: Double
    /// Retries of all keys together that may come at once.
    public var retryBurst: Int
    /// How many keys of higher lanes may be given out while a lower one waits, before it gets a turn.
    public var starvationBound: Int
    /// A key that is done more often than this within about `hotWindow` falls one lane, so that it does not
    /// hold up the others.
    public var hotLimit: Int
    /// The time over which `hotLimit` counts.
    public var hotWindow: Duration

    /// Defaults: 5 ms doubling up to 2 minutes, 100 retries per second after a burst of 200, one turn in ten
    /// for a lower lane, hot above 20 times in 10 s.
    public init(
        backoff: ExponentialBackoff = ExponentialBackoff(base: .milliseconds(5), cap: .seconds(120)),
        retriesPerSecond: Double = 100, retryBurst: Int = 200, starvationBound: Int = 9, hotLimit: Int = 20,
        hotWindow: Duration = .seconds(10)
    ) {
        self.backoff = backoff
        self.retriesPerSecond = retriesPerSecond
        self.retryBurst = retryBurst
        self.starvationBound = starvationBound
        self.hotLimit = hotLimit
        self.hotWindow = hotWindow
    }
}
