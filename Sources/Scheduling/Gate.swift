/// What a queue with limits lets through, as far as this server knows. A hint: the database decides at each claim,
/// and its answer is the next hint.
public struct Gate: Hashable, Sendable {
    /// Keeps its candidates and gives none.
    public var isPaused: Bool
    /// Jobs that may still be claimed before the queue's limit is full; nil: without limit.
    public var free: Int?
    /// Most jobs of one key that may be held; nil: without limit.
    public var perKey: Int?
    /// Starts that the rate allows now; nil: without rate.
    public var rateLeft: Int?
    /// When the rate allows more than `rateLeft`, by the caller's clock; nil when it does not know.
    public var reopensAt: ContinuousClock.Instant?

    /// A gate of exactly these limits; open when nothing is said.
    public init(
        isPaused: Bool = false, free: Int? = nil, perKey: Int? = nil, rateLeft: Int? = nil,
        reopensAt: ContinuousClock.Instant? = nil
    ) {
        self.isPaused = isPaused
        self.free = free
        self.perKey = perKey
        self.rateLeft = rateLeft
        self.reopensAt = reopensAt
    }

    /// Some job may pass, unless its key is full.
    public var isOpen: Bool { !isPaused && (free ?? 1) > 0 && (rateLeft ?? 1) > 0 }

    mutating func passOne() {
        if let left = free { free = left - 1 }
        if let left = rateLeft { rateLeft = left - 1 }
    }
}
