public import Resources

/// What a schedule does when it is looked at: a pure decision over where it stands. Instants are microseconds since
/// 1970.
///
/// Ticks that were due at most ``punctuality`` before that was noticed came on time. Older ones were missed: nobody
/// looked. Which of those are made up for is what `missed` says; then `overlap` decides about each one in turn. All ticks up to the new
/// watermark are decided for ever.
public struct ScheduleTicks: Sendable {
    /// How late a tick may be noticed and still count as on time, in microseconds: another server takes over from one
    /// that died within a few seconds.
    public static let punctuality: Int64 = 15_000_000
    /// The most ticks that one look decides about with `missed: All`; the next look goes on behind them.
    public static let mostPerLook = 100

    /// Where a schedule stands.
    public struct Situation: Hashable, Sendable {
        /// Every tick up to here is decided.
        public var watermark: Int64
        /// The clock, read from the database.
        public var now: Int64
        /// When it was noticed that a tick is due, while many others were before it; nil is `now`.
        public var noticed: Int64?
        /// Jobs of earlier ticks that have not ended, those that wait for another one included.
        public var active: Int
        /// Why no job can be submitted; nil when one can.
        public var obstacle: String?

        /// A situation of these parts.
        public init(
            watermark: Int64, now: Int64, noticed: Int64? = nil, active: Int = 0, obstacle: String? = nil
        ) {
            self.watermark = watermark
            self.now = now
            self.noticed = noticed
            self.active = active
            self.obstacle = obstacle
        }
    }

    /// What a tick does.
    public enum Action: Hashable, Sendable {
        /// Its job is submitted.
        case fire
        /// Its job is submitted and starts when the newest one before it has ended.
        case fireAfterActive
        /// Active jobs are cancelled; its job starts when they have ended.
        case fireInstead
        /// Nothing, for this reason.
        case skip(String)
    }

    /// A tick with what becomes of it.
    public struct Decided: Hashable, Sendable {
        /// Microseconds since 1970.
        public var instant: Int64
        /// What it does.
        public var action: Action
        /// Before this its job does not start: the instant with the jitter added.
        public var notBefore: Int64
    }

    /// What came of a look.
    public struct Decision: Hashable, Sendable {
        /// Ticks in order. One that is skipped as missed stands for all before it.
        public var ticks: [Decided] = []
        /// Never before the old one.
        public var watermark: Int64
        /// The next instant to look at; may have passed when there is more to do at once. Nil: never.
        public var next: Int64?
    }

    private let name: String
    private let spec: ScheduleSpec
    private let times: TickTimes

    /// - Parameters:
    ///   - name: stored name of the schedule; ticks of different schedules get different jitter.
    ///   - times: the times of `spec`.
    public init(name: String, spec: ScheduleSpec, times: TickTimes) {
        self.name = name
        self.spec = spec
        self.times = times
    }

    /// What to do now.
    public func decide(_ situation: Situation) -> Decision {
        let (watermark, now) = (situation.watermark, situation.now)
        if spec.suspend { return Decision(watermark: watermark, next: nil) }
        guard let newest = times.last(after: watermark, through: now)?.instant else {
            return Decision(watermark: watermark, next: times.next(after: watermark)?.instant)
        }
        let noticed = min(now, situation.noticed ?? now)
        var due = self.due(after: watermark, newest: newest, now: now, noticed: noticed)
        let isCut = due.count > Self.mostPerLook
        if isCut { due.removeLast(due.count - Self.mostPerLook) }
        var decision = Decision(watermark: isCut ? due.last ?? newest : newest)
        decision.ticks = missed(after: watermark, newest: newest, made: due, now: now).map { [$0] } ?? []
        var active = situation.active
        for (index, instant) in due.enumerated() {
            let isLast = index == due.count - 1
            let action = self.action(
                active: active, replacedBy: isLast ? nil : due.last, obstacle: situation.obstacle)
            if case .skip = action {} else { active = action == .fireInstead ? 1 : active + 1 }
            decision.ticks.append(decided(instant, action))
        }
        decision.next = times.next(after: decision.watermark)?.instant
        return decision
    }

    /// When the job of a tick may start: the instant with the jitter added, the same on every server.
    public func notBefore(of instant: Int64) -> Int64 {
        instant + jitter(of: instant, name: name, most: spec.jitter.wholeMicroseconds)
    }

    /// Ticks that are on time or made up for, ascending; at most one more than a look decides about.
    private func due(after watermark: Int64, newest: Int64, now: Int64, noticed: Int64) -> [Int64] {
        let within = spec.missedWithin.wholeMicroseconds
        let punctual = max(watermark, noticed - Self.punctuality - 1)
        switch spec.missedPolicy {
        case .skip: return instants(after: punctual, through: now)
        case .last:
            let onTime = instants(after: punctual, through: now)
            return onTime.isEmpty && newest >= now - within ? [newest] : onTime
        case .all:
            return instants(after: min(punctual, max(watermark, now - within - 1)), through: now)
        }
    }

    private func instants(after start: Int64, through end: Int64) -> [Int64] {
        var found: [Int64] = []
        var position = start
        while found.count <= Self.mostPerLook, let tick = times.next(after: position), tick.instant <= end {
            found.append(tick.instant)
            position = tick.instant
        }
        return found
    }

    /// The ticks that are not made up for, as one.
    private func missed(after watermark: Int64, newest: Int64, made due: [Int64], now: Int64) -> Decided? {
        let end = due.first.map { $0 - 1 } ?? newest
        guard let last = times.last(after: watermark, through: end)?.instant else { return nil }
        let dropped = instants(after: watermark, through: end).count
        let count =
            dropped == 1
            ? "" : dropped > Self.mostPerLook ? "more than \(Self.mostPerLook) ticks " : "\(dropped) ticks "
        let why =
            switch spec.missedPolicy {
            case .skip: "missed.policy is Skip"
            case .last where !due.isEmpty: "a later tick makes up for \(dropped == 1 ? "it" : "them")"
            case .last, .all: "older than missed.within, \(spec.missedWithin.manifestText)"
            }
        return decided(last, .skip("\(count)missed, \(why)"))
    }

    private func action(active: Int, replacedBy last: Int64?, obstacle: String?) -> Action {
        if let obstacle { return .skip(obstacle) }
        switch spec.overlap {
        case .allow: return .fire
        case .skip:
            return active == 0 ? .fire : .skip("the job of an earlier tick is still active (overlap: Skip)")
        case .replace:
            if last != nil { return .skip("replaced at once by a later tick (overlap: Replace)") }
            return active == 0 ? .fire : .fireInstead
        case .bufferOne:
            if active < 2 { return active == 0 ? .fire : .fireAfterActive }
            return .skip("a tick waits already (overlap: BufferOne)")
        }
    }

    private func decided(_ instant: Int64, _ action: Action) -> Decided {
        Decided(instant: instant, action: action, notBefore: notBefore(of: instant))
    }
}

/// How long the job of a tick is put off: from 0 to `most` microseconds, spread evenly over schedules and ticks, and
/// the same on every server.
func jitter(of instant: Int64, name: String, most: Int64) -> Int64 {
    guard most > 0 else { return 0 }
    // FNV-1a over the name, then the finalizer of SplitMix64 over that and the instant.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash = hash ^ UInt64(bitPattern: instant) &+ 0x9e37_79b9_7f4a_7c15
    hash = (hash ^ hash >> 30) &* 0xbf58_476d_1ce4_e5b9
    hash = (hash ^ hash >> 27) &* 0x94d0_49bb_1331_11eb
    hash ^= hash >> 31
    return Int64(hash % (UInt64(most) + 1))
}
