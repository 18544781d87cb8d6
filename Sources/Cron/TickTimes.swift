public import Resources

/// When a schedule ticks. Instants are microseconds since 1970-01-01T00:00:00Z, local times seconds on the zone's
/// clock from 1970-01-01 00:00:00.
///
/// `cron` follows the clock of the zone. A time in a gap is made up for right after it, or left out; a time that comes
/// twice ticks the first time only, or both times. These two policies are for expressions that name hours: one that
/// takes every hour follows the passing of time, also through a changed clock, as every cron does. `every` counts
/// from 1970 in UTC, so that all servers agree and nothing drifts.
public struct TickTimes: Hashable, Sendable {
    private enum Timing: Hashable {
        case cron(CronExpression)
        /// Microseconds.
        case every(Int64)
    }

    private static let second: Int64 = 1_000_000

    /// The zone in which cron is meant.
    public let zone: TimeZoneRules
    private let timing: Timing
    private let gap: ScheduleSpec.GapPolicy
    private let repeated: ScheduleSpec.RepeatPolicy

    /// The times of a schedule in `zone`, which must be the one that it names.
    public init(_ spec: ScheduleSpec, zone: TimeZoneRules) throws(CronTextError) {
        self.zone = zone
        switch spec.timing {
        case .cron(let text): timing = .cron(try CronExpression(text))
        case .every(let duration): timing = .every(max(1000, duration.wholeMicroseconds))
        }
        gap = spec.gap
        repeated = spec.repeated
    }

    /// Whether a local time that comes twice ticks both times.
    public var ticksBothTimes: Bool {
        switch timing {
        case .every: true
        case .cron(let expression): repeated == .twice || expression.fields.isEveryHour
        }
    }

    /// The first tick after `instant`; nil when none comes in the next eight years, or before the year 9999.
    public func next(after instant: Int64) -> Tick? {
        // The years 1 to 9999, so that no sum overflows.
        guard -62_135_596_800_000_000...253_000_000_000_000_000 ~= instant else { return nil }
        switch timing {
        case .every(let period):
            return Tick(instant: (Timestamp.floorDivide(instant, period).quotient + 1) * period)
        case .cron(let expression):
            return next(expression, after: Timestamp.floorDivide(instant, Self.second).quotient)
        }
    }

    /// The last tick after `start` and not after `end`.
    public func last(after start: Int64, through end: Int64) -> Tick? {
        var span = 60 * Self.second
        while true {
            let from = max(start, end - span)
            var last: Tick?
            var position = from
            while let tick = next(after: position), tick.instant <= end {
                last = tick
                position = tick.instant
            }
            if let last { return last }
            if from == start { return nil }
            span *= 4
        }
    }

    private func next(_ expression: CronExpression, after instant: Int64) -> Tick? {
        let goesByHours = !expression.fields.isEveryHour
        var segment = zone.segment(at: instant)
        var local = instant + segment.offset.seconds
        let horizon = local + CronExpression.horizonYears * 366 * 86_400
        var leftOut: Int64?
        while let found = expression.next(afterLocal: local), found <= horizon {
            let shift = segment.offset.seconds
            guard let end = segment.end, found - shift >= end else {
                let tick = Tick(
                    instant: (found - shift) * Self.second, change: change(found, in: segment),
                    leftOut: leftOut)
                guard tick.change == .secondTime, !ticksBothTimes else { return tick }
                local = (segment.start ?? 0) + (segment.before?.seconds ?? 0) - 1
                continue
            }
            segment = zone.segment(at: end)
            let resumed = end + segment.offset.seconds
            if goesByHours, found < resumed {
                if gap == .runAfter {
                    return Tick(instant: end * Self.second, change: .moved(from: found), leftOut: leftOut)
                }
                leftOut = leftOut ?? found
            }
            local = resumed - 1
        }
        return nil
    }

    private func change(_ local: Int64, in segment: TimeZoneRules.Segment) -> Tick.Change? {
        if let start = segment.start, let before = segment.before, local < start + before.seconds {
            return .secondTime
        }
        if let end = segment.end, local >= end + zone.segment(at: end).offset.seconds { return .firstTime }
        return nil
    }
}

/// A moment in which a schedule ticks.
public struct Tick: Hashable, Sendable {
    /// What a changed clock does to a tick.
    public enum Change: Hashable, Sendable {
        /// The clocks jump over this local time; the tick comes right after the gap.
        case moved(from: Int64)
        /// The local time comes twice, and this is the first time.
        case firstTime
        /// The local time comes twice, and this is the second time.
        case secondTime
    }

    /// Microseconds since 1970.
    public var instant: Int64
    /// What a changed clock did to it; nil: nothing.
    public var change: Change?
    /// The first local time before this tick that did not come, because the clocks jumped over it and the schedule
    /// leaves such times out.
    public var leftOut: Int64?

    /// A tick of these parts.
    public init(instant: Int64, change: Change? = nil, leftOut: Int64? = nil) {
        self.instant = instant
        self.change = change
        self.leftOut = leftOut
    }
}

extension Duration {
    /// What is finer than a microsecond is cut off.
    var wholeMicroseconds: Int64 {
        let (seconds, fraction) = components
        let (whole, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000)
        return overflows ? .max : whole + fraction / 1_000_000_000_000
    }
}
