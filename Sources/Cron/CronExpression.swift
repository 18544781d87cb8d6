public import Resources

/// A cron expression that can be asked for its next time. It counts in local time and knows no time zone: a time is
/// the seconds from 1970-01-01 00:00:00 on the same clock, as if every day had 24 hours.
public struct CronExpression: Hashable, Sendable {
    /// The longest time ahead in which ``next(afterLocal:)`` looks: from one 29 February over a year such as 2100,
    /// which has none, to the next.
    static let horizonYears: Int64 = 8

    /// What the expression asks for.
    public let fields: CronFields

    /// The value of an expression of 5 or 6 fields, or of a macro such as `@daily`.
    public init(_ text: String) throws(CronTextError) { fields = try CronFields(text) }

    /// The first time after `local` that fits; nil when there is none in the next eight years. Jumps from field to
    /// field, so that it costs the same for a time that is near or far.
    public func next(afterLocal local: Int64) -> Int64? {
        let (today, time) = Timestamp.floorDivide(local + 1, 86_400)
        var (year, month, day) = Timestamp.civil(daysSince1970: today)
        let lastYear = year + Self.horizonYears
        var earliest = time
        while year <= lastYear {
            if fields.months >> UInt64(month) & 1 == 1 {
                let first = Timestamp.daysSince1970(year, month, 1)
                let fitting = days(ofMonth: month, year: year, first: first)
                while let found = (fitting >> UInt64(day)).lowestBit.map({ day + $0 }) {
                    if found > day { earliest = 0 }
                    if let time = firstTime(from: earliest) { return (first + found - 1) * 86_400 + time }
                    day = found + 1
                    earliest = 0
                }
            }
            (month, day, earliest) = (month + 1, 1, 0)
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        return nil
    }

    /// The days of a month that fit, as bits 1 to 31.
    private func days(ofMonth month: Int64, year: Int64, first: Int64) -> UInt64 {
        let length = Timestamp.daysIn(month: month, year: year)
        let all = ((1 as UInt64) << UInt64(length + 1)) - 2
        var byDate = fields.daysOfMonth
        if fields.lastDayOfMonth { byDate |= 1 << UInt64(length) }
        // 1970-01-01 was a Thursday.
        let weekdayOfFirst = Timestamp.floorDivide(first + 4, 7).remainder
        var byWeekday: UInt64 = 0
        for weekday in 0..<Int64(7) {
            let firstSuch = 1 + (weekday - weekdayOfFirst + 7) % 7
            if fields.daysOfWeek >> UInt64(weekday) & 1 == 1 {
                for day in stride(from: firstSuch, through: length, by: 7) { byWeekday |= 1 << UInt64(day) }
            }
            if fields.lastDaysOfWeek >> UInt64(weekday) & 1 == 1 {
                byWeekday |= 1 << UInt64(firstSuch + (length - firstSuch) / 7 * 7)
            }
        }
        let isEither = !fields.isAnyDayOfMonth && !fields.isAnyDayOfWeek
        return (isEither ? byDate | byWeekday : byDate & byWeekday) & all
    }

    /// The first second of a day, from `time` on, that fits.
    private func firstTime(from time: Int64) -> Int64? {
        guard time < 86_400 else { return nil }
        let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60)
        guard let firstSecond = fields.seconds.lowestBit, let firstMinute = fields.minutes.lowestBit
        else { return nil }
        if fields.hours >> UInt64(hour) & 1 == 1 {
            if fields.minutes >> UInt64(minute) & 1 == 1,
                let later = (fields.seconds >> UInt64(second)).lowestBit
            {
                return time + later
            }
            if let later = (fields.minutes >> UInt64(minute + 1)).lowestBit {
                return hour * 3600 + (minute + 1 + later) * 60 + firstSecond
            }
        }
        guard let later = (fields.hours >> UInt64(hour + 1)).lowestBit else { return nil }
        return (hour + 1 + later) * 3600 + firstMinute * 60 + firstSecond
    }
}

extension UInt64 {
    /// The place of the lowest bit that is set; nil when none is.
    fileprivate var lowestBit: Int64? { self == 0 ? nil : Int64(trailingZeroBitCount) }
}
