import Cron

/// An instant as the clock of a zone shows it, to the second.
struct LocalTime {
    /// Seconds on the zone's clock since it showed 1970-01-01 00:00:00.
    let second: Int64
    let offset: TimeZoneRules.Offset

    /// - Parameter instant: microseconds since 1970.
    init(of instant: Int64, in zone: TimeZoneRules) {
        let second = instant / 1_000_000
        offset = zone.offset(at: second)
        self.second = second + offset.seconds
    }

    /// `Sun 2027-03-28 03:00:00 CEST +02:00`
    var text: String {
        let zone = offset.abbreviation
        return "\(Self.day(second)) \(zone)" + (zone == "UTC" ? "" : " \(Self.text(offset: offset.seconds))")
    }

    /// `2027-03-28T03:00:00+02:00`
    var rfc3339: String {
        Self.text(second).replacing(" ", with: "T") + Self.text(offset: offset.seconds)
    }

    /// `Sun 2027-03-28 03:00:00`
    static func day(_ local: Int64) -> String { "\(weekday(local)) \(text(local))" }

    /// `2027-03-28 03:00:00`
    static func text(_ local: Int64) -> String {
        String(Moment(micros: local * 1_000_000).text.dropLast()).replacing("T", with: " ")
    }

    /// `03:00`, with seconds where there are some.
    static func clock(_ local: Int64) -> String {
        let time = text(local).suffix(8)
        return String(time.hasSuffix(":00") ? time.prefix(5) : time)
    }

    /// `+02:00`
    private static func text(offset: Int64) -> String {
        let clock = text(abs(offset)).suffix(8)
        return (offset < 0 ? "-" : "+") + (clock.hasSuffix(":00") ? clock.prefix(5) : clock)
    }

    private static func weekday(_ local: Int64) -> String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let day = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        return days[Int((day % 7 + 7) % 7)]
    }
}
