/// Times as RFC 3339 writes them, without a calendar library: `2026-12-24T18:00:00Z`.
public enum Timestamp {
    /// The microseconds from 1970-01-01T00:00:00Z to the time `text` names, nil when it is not in the form
    /// `2026-12-24T18:00:00[.123456](Z|+01:00)` or names no time that exists. Years from 1 to 9999; finer
    /// than a microsecond is cut off; the 60th second, which clocks do not count, is not accepted.
    public static func micros(of text: String) -> Int64? {
        var reader = Reader(bytes: Array(text.utf8))
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let day = reader.number(2), reader.take("T") || reader.take("t") || reader.take(" "),
            let hour = reader.number(2), reader.take(":"), let minute = reader.number(2), reader.take(":"),
            let second = reader.number(2), let fraction = reader.fraction(), let offset = reader.offset(),
            reader.isAtEnd
        else { return nil }
        guard year >= 1, 1...12 ~= month, 1...daysIn(month: month, year: year) ~= day, hour < 24, minute < 60,
            second < 60
        else { return nil }
        let seconds = daysSince1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
        return seconds * 1_000_000 + fraction
    }

    /// The time as text in UTC, with as many digits of the fraction as it needs. `micros` must be in the
    /// years 1 to 9999; another one is shown as its nearest end.
    public static func text(micros: Int64) -> String {
        let bounded = min(max(micros, -62_135_596_800_000_000), 253_402_300_799_999_999)
        let (days, time) = floorDivide(bounded, 86_400_000_000)
        let (year, month, day) = civil(daysSince1970: days)
        let seconds = time / 1_000_000
        var text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        text += "T\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        let fraction = time % 1_000_000
        if fraction > 0 {
            var digits = Substring(padded(fraction, 6))
            while digits.last == "0" { digits.removeLast() }
            text += ".\(digits)"
        }
        return text + "Z"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    /// The quotient that is rounded down, with the remainder that is not negative.
    package static func floorDivide(_ number: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64)
    {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    /// How many days a month has, 28 to 31.
    package static func daysIn(month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    // Both directions count from 1 March of the year 0, so that the leap day is the last day of a year, in
    // cycles of 400 years, which all have 146,097 days. 1970-01-01 is day 719,468 of that count.

    /// The days from 1970-01-01 to a day of the Gregorian calendar.
    package static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let marchYear = month <= 2 ? year - 1 : year
        let marchMonth = (month + 9) % 12
        let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
        return marchYear * 365 + leapDays + (153 * marchMonth + 2) / 5 + day - 1 - 719_468
    }

    /// The day of the Gregorian calendar that is so many days after 1970-01-01.
    package static func civil(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (cycle, dayOfCycle) = floorDivide(days + 719_468, 146_097)
        let yearOfCycle =
            (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }
}

extension Timestamp {
    /// Takes the parts of a timestamp from left to right.
    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        var isAtEnd: Bool { position == bytes.count }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard position < bytes.count, UInt32(bytes[position]) == character.value else { return false }
            position += 1
            return true
        }

        mutating func digit() -> Int64? {
            guard position < bytes.count, bytes[position].isDigit else { return nil }
            defer { position += 1 }
            return Int64(bytes[position] - UInt8(ascii: "0"))
        }

        mutating func number(_ digits: Int) -> Int64? {
            var number: Int64 = 0
            for _ in 0..<digits {
                guard let digit = digit() else { return nil }
                number = number * 10 + digit
            }
            return number
        }

        /// The microseconds after an optional point; nil when no digit follows the point.
        mutating func fraction() -> Int64? {
            guard take(".") else { return 0 }
            guard var micros = digit().map({ $0 * 100_000 }) else { return nil }
            var scale: Int64 = 10_000
            while let digit = digit() {
                micros += digit * scale
                scale /= 10
            }
            return micros
        }

        /// The seconds east of UTC.
        mutating func offset() -> Int64? {
            if take("Z") || take("z") { return 0 }
            let sign: Int64
            if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
            guard let hours = number(2), take(":"), let minutes = number(2), hours < 24, minutes < 60
            else { return nil }
            return sign * (hours * 3600 + minutes * 60)
        }
    }
}
