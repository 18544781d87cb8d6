/// Why a text is not a duration, and what to write instead.
public struct DurationTextError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let message: String
    /// What to write.
    public let hint: String

    /// Message and hint on one line.
    public var description: String { "\(message); \(hint)" }
}

extension Duration {
    /// `days` times 24 hours.
    static func days(_ days: Int) -> Duration { .seconds(days * 86_400) }

    /// The units of a duration in a manifest, longest first, in milliseconds.
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]

    /// A regular expression for texts of a duration, anchored at both ends. It takes the empty text, too.
    public static let manifestPattern = "^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"

    /// Reads a duration as manifests and flags write it: whole numbers with the units `d`, `h`, `m`, `s` and
    /// `ms`, from the longest to the shortest, each once: `1h30m`. A day is 24 hours.
    public init(manifestText text: String) throws(DurationTextError) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { throw Self.malformed(text) }
        var position = 0
        var unitIndex = 0
        var total: Int64 = 0
        while position < bytes.count {
            let digits = bytes[position...].prefix { $0.isDigit }
            let letters = bytes[digits.endIndex...].prefix { $0.isLowercase }
            guard !digits.isEmpty, !letters.isEmpty,
                let unit = Self.units[unitIndex...].firstIndex(where: { $0.name.utf8.elementsEqual(letters) })
            else { throw Self.malformed(text) }
            let number = Int64(String(decoding: digits, as: UTF8.self))
            let part = number?.multipliedReportingOverflow(by: Self.units[unit].milliseconds)
            guard let part, !part.overflow else { throw Self.tooLong(text) }
            let sum = total.addingReportingOverflow(part.partialValue)
            guard !sum.overflow else { throw Self.tooLong(text) }
            total = sum.partialValue
            unitIndex = unit + 1
            position = letters.endIndex
        }
        self = .milliseconds(total)
    }

    private static func tooLong(_ text: String) -> DurationTextError {
        DurationTextError(message: "the duration \(quoted(text)) is too long", hint: "use a shorter one")
    }

    /// The error for a text that does not have the form, with the most fitting advice.
    private static func malformed(_ text: String) -> DurationTextError {
        let message = "expected a duration, found \(quoted(text))"
        if text.hasPrefix("-") {
            return DurationTextError(message: message, hint: "a duration cannot be negative")
        }
        if !text.isEmpty, text.utf8.allSatisfy({ $0.isDigit }) {
            return DurationTextError(
                message: message, hint: "add a unit: \(shortened(text))s, \(shortened(text))m")
        }
        if text.contains(".") {
            return DurationTextError(message: message, hint: "use whole numbers: 1h30m, 1500ms")
        }
        return DurationTextError(message: message, hint: "write it as 30s, 5m, 1h30m, 2d or 500ms")
    }

    /// The duration as ``init(manifestText:)`` reads it, with the fewest parts: `1m30s`, `2d`, `0s`. What is
    /// shorter than a millisecond is cut off, and a negative duration is `0s`.
    public var manifestText: String {
        var rest = milliseconds
        guard rest > 0 else { return "0s" }
        var text = ""
        for unit in Self.units where rest >= unit.milliseconds {
            text += "\(rest / unit.milliseconds)\(unit.name)"
            rest %= unit.milliseconds
        }
        return text
    }

    /// Whole milliseconds, cut off below and at the largest 64-bit number.
    public var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let scaled = seconds.multipliedReportingOverflow(by: 1000)
        guard !scaled.overflow else { return seconds < 0 ? .min : .max }
        let sum = scaled.partialValue.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return sum.overflow ? (seconds < 0 ? .min : .max) : sum.partialValue
    }
}
