import Resources

/// The rule at the end of a zone file, which holds for the years after its last transition:
/// `CET-1CEST,M3.5.0,M10.5.0/3`.
struct PosixTimeZone: Hashable, Sendable {
    /// A day of each year, and a time of that day.
    struct Change: Hashable, Sendable {
        enum Day: Hashable, Sendable {
            /// 1 to 365; 29 February is not counted.
            case julian(Int64)
            /// 0 to 365; 29 February is counted.
            case ordinal(Int64)
            /// Month, week (5 is the last) and day of the week.
            case weekday(month: Int64, week: Int64, day: Int64)
        }

        var day: Day
        /// Seconds from the day's midnight; may be negative or more than a day.
        var time: Int64
    }

    typealias Offset = TimeZoneRules.Offset

    var standard: Offset
    /// Nil: the clocks are not changed.
    var daylight: (offset: Offset, start: Change, end: Change)?

    static func == (left: Self, right: Self) -> Bool {
        left.standard == right.standard && left.daylight?.offset == right.daylight?.offset
            && left.daylight?.start == right.daylight?.start && left.daylight?.end == right.daylight?.end
    }

    func hash(into hasher: inout Hasher) { hasher.combine(standard) }

    func segment(at instant: Int64) -> TimeZoneRules.Segment {
        guard let daylight else {
            return TimeZoneRules.Segment(start: nil, end: nil, offset: standard, before: nil)
        }
        let changes = changes(around: instant)
        let next = changes.firstIndex { $0.instant > instant } ?? changes.count
        let isDaylight = next > 0 ? changes[next - 1].isDaylight : !(changes.first?.isDaylight ?? false)
        return TimeZoneRules.Segment(
            start: next > 0 ? changes[next - 1].instant : nil,
            end: next < changes.count ? changes[next].instant : nil,
            offset: isDaylight ? daylight.offset : standard,
            before: next > 0 ? (isDaylight ? standard : daylight.offset) : nil)
    }

    /// The changes of the year of `instant` and of the years beside it, in order.
    private func changes(around instant: Int64) -> [(instant: Int64, isDaylight: Bool)] {
        guard let daylight else { return [] }
        let day = Timestamp.floorDivide(instant, 86_400).quotient
        let year = Timestamp.civil(daysSince1970: day).year
        var changes: [(instant: Int64, isDaylight: Bool)] = []
        for year in (year - 1)...(year + 1) {
            changes.append((daylight.start.local(year) - standard.seconds, true))
            changes.append((daylight.end.local(year) - daylight.offset.seconds, false))
        }
        changes.sort { ($0.instant, $0.isDaylight ? 1 : 0) < ($1.instant, $1.isDaylight ? 1 : 0) }
        // Daylight saving that ends in the moment in which it begins again goes on: it lasts all year.
        var index = 1
        while index < changes.count {
            if changes[index].instant == changes[index - 1].instant {
                changes.removeSubrange((index - 1)...index)
            } else {
                index += 1
            }
        }
        return changes
    }
}

extension PosixTimeZone.Change {
    /// The local time of the change in a year, on the clock before it.
    func local(_ year: Int64) -> Int64 {
        let newYear = Timestamp.daysSince1970(year, 1, 1)
        let days: Int64
        switch day {
        case .ordinal(let day): days = newYear + day
        case .julian(let day):
            let isAfterLeapDay = day >= 60 && Timestamp.daysIn(month: 2, year: year) == 29
            days = newYear + day - (isAfterLeapDay ? 0 : 1)
        case .weekday(let month, let week, let day):
            let first = Timestamp.daysSince1970(year, month, 1)
            let firstSuch = first + (day - Timestamp.floorDivide(first + 4, 7).remainder + 7) % 7
            let length = Timestamp.daysIn(month: month, year: year)
            let such = firstSuch + (week - 1) * 7
            days = such < first + length ? such : such - 7
        }
        return days * 86_400 + time
    }
}
