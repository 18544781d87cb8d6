/// What the clocks of a time zone show, for every instant: the content of one file of the IANA database. Instants are
/// seconds since 1970-01-01T00:00:00Z; local times are the same count on the zone's own clock.
public struct TimeZoneRules: Hashable, Sendable {
    /// How far a clock is from UTC, and what that is called.
    public struct Offset: Hashable, Sendable {
        /// Seconds east of UTC.
        public var seconds: Int64
        /// Whether it is daylight saving time.
        public var isDaylightSaving: Bool
        /// "CEST"
        public var abbreviation: String

        /// An offset of these parts.
        public init(seconds: Int64, isDaylightSaving: Bool, abbreviation: String) {
            self.seconds = seconds
            self.isDaylightSaving = isDaylightSaving
            self.abbreviation = abbreviation
        }
    }

    /// A span in which the offset does not change.
    struct Segment {
        /// Its first second; nil: since ever.
        var start: Int64?
        /// The first second after it; nil: for ever.
        var end: Int64?
        var offset: Offset
        /// The offset before `start`; nil where there is none.
        var before: Offset?
    }

    /// "Europe/Berlin"
    public let name: String
    /// When the offset changes, ascending.
    let transitions: [Int64]
    /// The offset from each transition on.
    let offsets: [Offset]
    /// The offset before the first transition.
    let first: Offset
    /// What holds after the last transition.
    let rule: PosixTimeZone?

    /// Coordinated Universal Time.
    public static let utc = TimeZoneRules(
        name: "UTC", transitions: [], offsets: [],
        first: Offset(seconds: 0, isDaylightSaving: false, abbreviation: "UTC"), rule: nil)

    init(name: String, transitions: [Int64], offsets: [Offset], first: Offset, rule: PosixTimeZone?) {
        self.name = name
        self.transitions = transitions
        self.offsets = offsets
        self.first = first
        self.rule = rule
    }

    /// The offset at an instant.
    public func offset(at instant: Int64) -> Offset { segment(at: instant).offset }

    /// The instants at which the clock shows `local`, ascending: none in a gap, two in an overlap, otherwise one.
    public func instants(ofLocal local: Int64) -> [Int64] {
        // No clock is more than a day and two hours from UTC.
        let (earliest, latest) = (local - 100_000, local + 100_000)
        var found: [Int64] = []
        var segment = segment(at: earliest)
        while true {
            let instant = local - segment.offset.seconds
            if instant >= segment.start ?? .min, instant < segment.end ?? .max { found.append(instant) }
            guard let end = segment.end, end <= latest else { return found }
            segment = self.segment(at: end)
        }
    }

    func segment(at instant: Int64) -> Segment {
        let passed = passedTransitions(at: instant)
        let start = passed == 0 ? nil : transitions[passed - 1]
        let before: Offset? = passed == 0 ? nil : passed == 1 ? first : offsets[passed - 2]
        if passed == transitions.count, let rule {
            var segment = rule.segment(at: instant)
            if let start, (segment.start ?? .min) <= start {
                segment.start = start
                segment.before = before
            }
            return segment
        }
        return Segment(
            start: start, end: passed == transitions.count ? nil : transitions[passed],
            offset: passed == 0 ? first : offsets[passed - 1], before: before)
    }

    private func passedTransitions(at instant: Int64) -> Int {
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= instant { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Why a time zone cannot be used.
public struct TimeZoneError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, and what to do.
    public let description: String

    /// An error with this message.
    public init(_ description: String) { self.description = description }
}
