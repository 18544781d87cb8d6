public import Resources

/// Decides which status is written when, so that the API server hears of each transition at once and of
/// everything else rarely. It writes nothing itself and knows no clock.
///
/// Of each object only the newest status is kept, one write is under way at a time, and a status that differs
/// from the last known one in nothing but `lastTransitionTime` is not written: a controller that writes on
/// each look wakes itself for ever.
public struct StatusCoalescing<Key: Hashable & Sendable>: Sendable {
    /// A point in time; the caller reads the clock.
    public typealias Instant = ContinuousClock.Instant

    /// A status to send now. Tell what came of it.
    public struct Write: Hashable, Sendable {
        /// Whose.
        public let key: Key
        /// The whole status.
        public let status: Value
    }

    struct Pending {
        var status: Value
        var isTransition: Bool
        var due: Instant
        var ticket: UInt64
    }

    struct Sending {
        let status: Value
        let isTransition: Bool
        let since: Instant
        /// It was for an object that is gone; what comes of it says nothing about a later one of that name.
        var isVoid = false
    }

    struct Slot {
        var pending: Pending?
        var sending: Sending?
        /// What was written last; kept of each object, and so packed.
        var applied: Value? {
            get { packedApplied?.value }
            set { packedApplied = newValue.map { PackedValue($0) } }
        }
        private var packedApplied: PackedValue?
        /// What the API server made of it, when that is something else: other writers have a share in it.
        var answer: Value?
        var lastSent: Instant?
        var refused: (status: Value, until: Instant)?
        var failures = 0
        var conflicts = 0
        var notBefore: Instant?

        var isNeeded: Bool { pending != nil || sending != nil || packedApplied != nil || refused != nil }
    }

    let configuration: StatusCoalescingConfiguration
    var slots: [Key: Slot] = [:]
    var transitions = DueHeap<Key>()
    var facts = DueHeap<Key>()
    var bucket: TokenBucket
    var heldUntil: Instant?
    var isFlushing = false
    private(set) var pendingCount = 0
    private(set) var sendingCount = 0
    private var lastTicket: UInt64 = 0

    /// Nothing to write yet.
    public init(_ configuration: StatusCoalescingConfiguration = StatusCoalescingConfiguration()) {
        self.configuration = configuration
        bucket = TokenBucket(rate: configuration.writesPerSecond, burst: configuration.burst)
    }

    /// Objects with a status that waits to be written.
    public var waiting: Int { pendingCount }
    /// Writes under way.
    public var inFlight: Int { sendingCount }
    /// Whether nothing waits and nothing is under way.
    public var isIdle: Bool { pendingCount == 0 && sendingCount == 0 }

    /// This is the object's status now. A condition keeps the `lastTransitionTime` of the last known status,
    /// see ``mergeConditions(old:new:now:)``.
    ///
    /// - Parameters:
    ///   - known: The object's status as it was read last; nil when that is older than the last write.
    ///     `.null` for an object without a status.
    ///   - promptly: Treat it as a transition whatever differs.
    ///   - wallTime: The time of day, RFC 3339 in whole seconds.
    /// - Returns: Whether it will be written.
    @discardableResult
    public mutating func submit(
        _ key: Key, status: Value, known: Value?, promptly: Bool = false, at now: Instant, wallTime: String
    ) -> Bool {
        var slot = slots[key] ?? Slot()
        defer { slots[key] = slot.isNeeded ? slot : nil }
        let base = slot.base(known: known)
        let old = slot.pending?.status ?? base
        let status = mergeConditions(old: old, new: status, now: wallTime)
        let difference = StatusDifference(from: base, to: status, threshold: configuration.threshold)
        if difference == .none || slot.refuses(status, at: now) {
            removePending(&slot)
            return false
        }
        let wasTransition = slot.pending?.isTransition ?? false
        let isTransition = difference == .transition || promptly || wasTransition
        let due = isFlushing || isTransition ? now : slot.turn(for: difference, configuration, at: now)
        schedule(key, status, isTransition: isTransition, due: due, in: &slot)
        return true
    }

    /// The object is gone: its status is not written, and nothing about it is kept.
    public mutating func forget(_ key: Key) {
        guard var slot = slots[key] else { return }
        removePending(&slot)
        // A write under way still has to report back.
        slots[key] = slot.sending.map { sending in
            var void = Slot()
            void.sending = sending
            void.sending?.isVoid = true
            return void
        }
    }

    mutating func schedule(
        _ key: Key, _ status: Value, isTransition: Bool, due: Instant, in slot: inout Slot
    ) {
        let due = max(due, slot.notBefore ?? due)
        if let pending = slot.pending, pending.isTransition == isTransition, pending.due <= due {
            slot.pending?.status = status
            return
        }
        if slot.pending == nil { pendingCount += 1 }
        lastTicket += 1
        slot.pending = Pending(status: status, isTransition: isTransition, due: due, ticket: lastTicket)
        slots[key] = slot
        if slot.sending == nil { enter(key, slot.pending) }
    }

    mutating func removePending(_ slot: inout Slot) {
        if slot.pending != nil { pendingCount -= 1 }
        slot.pending = nil
    }

    /// Puts a pending status in its line.
    mutating func enter(_ key: Key, _ pending: Pending?) {
        guard let pending else { return }
        let live = pendingCount
        if pending.isTransition {
            transitions.insert(key, at: pending.due, ticket: pending.ticket, live: live) { [slots] in
                slots[$0]?.isWaiting(ticket: $1) ?? false
            }
        } else {
            facts.insert(key, at: pending.due, ticket: pending.ticket, live: live) { [slots] in
                slots[$0]?.isWaiting(ticket: $1) ?? false
            }
        }
    }

    mutating func startSending(_ key: Key, at now: Instant) -> Write? {
        guard let pending = slots[key]?.pending else { return nil }
        slots[key]?.pending = nil
        slots[key]?.sending = Sending(
            status: pending.status, isTransition: pending.isTransition, since: now)
        pendingCount -= 1
        sendingCount += 1
        return Write(key: key, status: pending.status)
    }

    mutating func stopSending(_ slot: inout Slot) -> Sending? {
        guard let sending = slot.sending else { return nil }
        slot.sending = nil
        sendingCount -= 1
        return sending
    }
}
