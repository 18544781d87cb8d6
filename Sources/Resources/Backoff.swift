/// How long to wait before a retry: `base` doubled with each one, at most `max`, and up to `jitter` more.
public struct Backoff: Hashable, Sendable {
    /// The wait before the first retry.
    public var base: Duration
    /// The longest wait, before jitter.
    public var max: Duration
    /// The share of the wait, from 0 to 1, that is added at random at most.
    public var jitter: Double

    /// A backoff; the values without arguments are the schema's defaults.
    public init(base: Duration = .seconds(1), max: Duration = .seconds(600), jitter: Double = 0.2) {
        self.base = base
        self.max = max
        self.jitter = jitter
    }

    init(_ reader: SpecReader) {
        let defaults = Backoff()
        base = reader.duration("base") ?? defaults.base
        max = reader.duration("max") ?? defaults.max
        jitter = reader.double("jitter") ?? defaults.jitter
    }
}
