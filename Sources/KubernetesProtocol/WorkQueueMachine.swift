/// Which keys want work, in which order, and which are in somebody's hands. It knows no clock and wakes
/// nobody: ``nextWake(at:)`` says when to ask again.
///
/// A key is level, not edge: however often it is added before its turn, it is given out once, and a key that
/// is added while it is in a hand is given out exactly once more after that hand has let go. So no key is
/// ever in two hands, and no addition is lost.
public struct WorkQueueMachine<Key: Hashable & Sendable>: Sendable {
    /// A point in time; the caller reads the clock.
    public typealias Instant = ContinuousClock.Instant

    struct Waiting {
        var lane: WorkLane
        var ticket: UInt64
        let since: Instant
    }

    struct InHand {
        let lane: WorkLane
        /// When it was added.
        let since: Instant
        let taken: Instant
        /// It was added again meanwhile.
        var again: (lane: WorkLane, since: Instant)?
    }

    let configuration: WorkQueueConfiguration
    var waiting: [Key: Waiting] = [:]
    var inHand: [Key: InHand] = [:]
    var lines: [Line] = WorkLane.allCases.map { _ in Line() }
    var delays = Delays()
    var failures: [Key: Int] = [:]
    var retries: TokenBucket
    var hotKeys: HotKeys
    var breaker = Breaker.closed
    private var lastTicket: UInt64 = 0
    /// Whether ``shutDown()`` was called: nothing is given out any more.
    public private(set) var isShutDown = false

    /// An empty queue.
    public init(_ configuration: WorkQueueConfiguration = WorkQueueConfiguration()) {
        self.configuration = configuration
        retries = TokenBucket(rate: configuration.retriesPerSecond, burst: configuration.retryBurst)
        hotKeys = HotKeys(limit: configuration.hotLimit, window: configuration.hotWindow)
    }

    /// Keys that wait for a hand; without those whose time has not come.
    public var depth: Int { waiting.count }
    /// Keys in hands.
    public var inHandCount: Int { inHand.count }
    /// Keys that are to be added later.
    public var delayedCount: Int { delays.count }

    /// Places in lines and heaps, the outdated ones included: bounded by the keys, not by what happened to
    /// them.
    var placesHeld: Int { lines.reduce(delays.entriesHeld) { $0 + $1.placesHeld } }

    /// Wants work on a key. One that waits in a lower lane moves up to the end of this one.
    ///
    /// - Returns: False when nothing new has to be done for it: it waited already, or the queue is shut down.
    @discardableResult
    public mutating func add(_ key: Key, lane: WorkLane = .normal, at now: Instant) -> Bool {
        guard !isShutDown else { return false }
        return enqueue(key, lane: lane, since: now, at: now)
    }

    /// Gives out keys that wait, at most `limit`, of higher lanes first and of one lane in order of arrival;
    /// a lower lane that was passed over ``WorkQueueConfiguration/starvationBound`` times has a turn all the
    /// same. Each must come back through ``done(_:at:)`` or ``putBack(_:at:)``.
    public mutating func take(upTo limit: Int, at now: Instant) -> [TakenKey<Key>] {
        guard !isShutDown else { return [] }
        addThoseDue(at: now)
        guard !waiting.isEmpty else { return [] }
        let limit = min(limit, breaker.allowance(at: now))
        var batch: [[TakenKey<Key>]] = WorkLane.allCases.map { _ in [] }
        for _ in 0..<max(0, min(limit, waiting.count)) {
            guard let taken = takeOne(at: now) else { break }
            batch[taken.lane.rawValue].append(taken)
        }
        return Array(batch.joined())
    }

    /// Takes keys out of hands. A key that was added meanwhile waits again, at the end of its lane.
    ///
    /// - Returns: How long each key was in a hand; nothing for those that were in none.
    @discardableResult
    public mutating func done(_ keys: some Sequence<Key>, at now: Instant) -> [Duration] {
        var durations: [Duration] = []
        for key in keys {
            guard let hand = inHand.removeValue(forKey: key) else { continue }
            durations.append(now - hand.taken)
            breaker.done(key)
            hotKeys.count(key, at: now)
            guard let again = hand.again, !isShutDown else { continue }
            enqueue(key, lane: again.lane, since: again.since, at: now)
        }
        return durations
    }

    /// Takes keys out of hands unworked, to the front of their lanes in the order given: what they need is
    /// down. It is not their failure and delays none of them; call ``holdBack(until:)`` before it.
    public mutating func putBack(_ keys: [Key], at now: Instant) {
        for key in keys.reversed() {
            guard let hand = inHand.removeValue(forKey: key) else { continue }
            breaker.putBack(key)
            guard !isShutDown else { continue }
            let lane = min(hand.lane, hand.again?.lane ?? hand.lane)
            let ticket = makeTicket()
            waiting[key] = Waiting(lane: lane, ticket: ticket, since: hand.since)
            lines[lane.rawValue].prepend(key, ticket: ticket)
        }
    }

    /// Nothing waits, nothing is delayed, and nothing will be given out. Keys in hands stay there until done.
    public mutating func shutDown() {
        isShutDown = true
        waiting = [:]
        delays.removeAll()
        failures = [:]
        for lane in lines.indices { lines[lane].removeAll() }
    }

    mutating func makeTicket() -> UInt64 {
        lastTicket += 1
        return lastTicket
    }
}

/// A key that was given out.
public struct TakenKey<Key: Hashable & Sendable>: Hashable, Sendable {
    /// What to work on.
    public let key: Key
    /// The lane it came from.
    public let lane: WorkLane
    /// How long it was ready before it was given out.
    public let waited: Duration
}
