import FoundationEssentials
import Resources
import SwiftProtobuf

/// A point in time, in microseconds since 1970.
struct Moment: Comparable, Hashable, Sendable {
    var micros: Int64

    /// This machine's clock.
    static var now: Moment {
        Moment(micros: Int64((Date().timeIntervalSince1970 * 1_000_000).rounded()))
    }

    init(micros: Int64) { self.micros = micros }

    /// The moment that RFC 3339 text names.
    init?(_ text: String?) {
        guard let text, let micros = Timestamp.micros(of: text) else { return nil }
        self.micros = micros
    }

    /// The moment of a message's field; the caller knows that the field is set.
    init(_ timestamp: Google_Protobuf_Timestamp) {
        let bounded = min(max(timestamp.seconds, -62_135_596_800), 253_402_300_799)
        micros = bounded * 1_000_000 + Int64(timestamp.nanos) / 1000
    }

    /// The moment as a message's field holds it.
    var protobuf: Google_Protobuf_Timestamp {
        let (seconds, rest) = micros.quotientAndRemainder(dividingBy: 1_000_000)
        return rest < 0
            ? .init(seconds: seconds - 1, nanos: Int32(rest + 1_000_000) * 1000)
            : .init(seconds: seconds, nanos: Int32(rest) * 1000)
    }

    /// RFC 3339 in UTC.
    var text: String { Timestamp.text(micros: micros) }

    /// RFC 3339 in UTC, always with three digits of the fraction, so that times stand below each other.
    var textInMilliseconds: String {
        let second = micros - ((micros % 1_000_000) + 1_000_000) % 1_000_000
        let milliseconds = String((micros - second) / 1000)
        let zeros = String(repeating: "0", count: 3 - milliseconds.count)
        return Timestamp.text(micros: second).dropLast() + ".\(zeros)\(milliseconds)Z"
    }

    /// How long ago this was, as ages are shown.
    var age: String { shortDuration(seconds: (Moment.now.micros - micros) / 1_000_000) }

    /// The time with its age: `2026-11-02T14:03:11Z (3m12s ago)`.
    var textWithAge: String {
        let seconds = (Moment.now.micros - micros) / 1_000_000
        let whole = textInMilliseconds
        return seconds >= 0
            ? "\(whole) (\(shortDuration(seconds: seconds)) ago)"
            : "\(whole) (in \(shortDuration(seconds: -seconds)))"
    }

    static func < (left: Moment, right: Moment) -> Bool { left.micros < right.micros }
}

/// A duration in one or two units, fewer digits the longer it is: 5s, 3m12s, 85m, 3h5m, 30h, 2d5h, 100d,
/// 2y45d.
func shortDuration(seconds: Int64) -> String {
    let minute: Int64 = 60
    let hour = 60 * minute
    let day = 24 * hour
    let year = 365 * day
    func pair(_ large: Int64, _ largeName: String, _ small: Int64, _ smallName: String) -> String {
        let rest = seconds % large / small
        return "\(seconds / large)\(largeName)" + (rest == 0 ? "" : "\(rest)\(smallName)")
    }
    switch seconds {
    case ..<0: return "0s"
    case ..<(2 * minute): return "\(seconds)s"
    case ..<(10 * minute): return pair(minute, "m", 1, "s")
    case ..<(3 * hour): return "\(seconds / minute)m"
    case ..<(8 * hour): return pair(hour, "h", minute, "m")
    case ..<(2 * day): return "\(seconds / hour)h"
    case ..<(8 * day): return pair(day, "d", hour, "h")
    case ..<(2 * year): return "\(seconds / day)d"
    case ..<(8 * year): return pair(year, "y", day, "d")
    default: return "\(seconds / year)y"
    }
}

/// A span between two moments with milliseconds while that is short: 12ms, 1.25s, 3m12s.
func span(from start: Moment, to end: Moment) -> String {
    let milliseconds = max(0, end.micros - start.micros) / 1000
    switch milliseconds {
    case ..<1000: return "\(milliseconds)ms"
    case ..<10_000:
        let hundredths = milliseconds / 10 % 100
        return "\(milliseconds / 1000).\(hundredths < 10 ? "0" : "")\(hundredths)s"
    default: return shortDuration(seconds: milliseconds / 1000)
    }
}
