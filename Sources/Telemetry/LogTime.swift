internal import Glibc

/// A moment since 1970 with milliseconds, written without Foundation's formatters: a whole log line costs
/// less than one of them.
package struct LogTime: Sendable {
    private static let secondsOfADay = 86_400

    /// Seconds since 1970, UTC.
    package var seconds: Int
    /// 0 to 999.
    package var milliseconds: Int

    package init(seconds: Int, milliseconds: Int) {
        self.seconds = seconds
        self.milliseconds = milliseconds
    }

    static var now: LogTime {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return LogTime(seconds: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
    }

    /// "2026-03-01T12:34:56.789Z".
    package var iso8601: String {
        let (year, month, day) = Self.date(ofDay: seconds / Self.secondsOfADay)
        return Self.padded(year, 4) + "-" + Self.padded(month, 2) + "-" + Self.padded(day, 2)
            + "T" + clock(seconds % Self.secondsOfADay) + "Z"
    }

    /// "12:34:56.789", where the machine is.
    var localClock: String {
        var moment = seconds
        var local = unsafe tm()
        unsafe localtime_r(&moment, &local)
        let offset = unsafe local.tm_gmtoff
        return clock((seconds + offset) % Self.secondsOfADay)
    }

    private func clock(_ second: Int) -> String {
        Self.padded(second / 3600, 2) + ":" + Self.padded(second / 60 % 60, 2) + ":"
            + Self.padded(second % 60, 2) + "." + Self.padded(milliseconds, 3)
    }

    private static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
        var year = 1970 + day / 366  // never too late
        while firstDay(of: year + 1) <= day { year += 1 }
        let isLeap = firstDay(of: year + 1) - firstDay(of: year) == 366
        var left = day - firstDay(of: year)
        var month = 1
        for length in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
            if left < length { break }
            left -= length
            month += 1
        }
        return (year, month, left + 1)
    }

    /// The first of January, counted in days from that of 1970.
    private static func firstDay(of year: Int) -> Int {
        func leapDays(before year: Int) -> Int { (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 }
        return (year - 1970) * 365 + leapDays(before: year) - leapDays(before: 1970)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
