/// Durations as Go writes and reads them (`time.ParseDuration`): `1h30m`, `1.5s`, `-300ms`. There is no day.
enum GoDuration {
    private static let units: [(name: String, nanos: Int64)] = [
        ("ns", 1), ("us", 1000), ("\u{B5}s", 1000), ("\u{3BC}s", 1000), ("ms", 1_000_000),
        ("s", 1_000_000_000),
        ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]

    /// The nanoseconds of `text`; nil when it is no duration or does not fit.
    static func nanos(of text: String) -> Int64? {
        var rest = Substring(text)
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        if rest == "0" { return 0 }
        if rest.isEmpty { return nil }
        var total: Double = 0
        var whole: Int64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            var fraction: Substring = ""
            if rest.first == "." {
                fraction = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
                rest = rest.dropFirst(fraction.count + 1)
            }
            if digits.isEmpty && fraction.isEmpty { return nil }
            let name = rest.prefix { $0 != "." && !($0.isASCII && $0.isNumber) }
            rest = rest.dropFirst(name.count)
            guard let unit = units.first(where: { $0.name == name }) else { return nil }
            guard let count = digits.isEmpty ? 0 : Int64(digits) else { return nil }
            let (product, hasOverflow) = count.multipliedReportingOverflow(by: unit.nanos)
            let (sum, sumHasOverflow) = whole.addingReportingOverflow(product)
            if hasOverflow || sumHasOverflow { return nil }
            whole = sum
            if !fraction.isEmpty { total += (Double("0." + fraction) ?? 0) * Double(unit.nanos) }
        }
        let (sum, hasOverflow) = whole.addingReportingOverflow(Int64(total))
        return hasOverflow ? nil : isNegative ? -sum : sum
    }

    /// The seconds with their fraction and `s`, as CEL's `string(duration)` gives them: `90s`, `1.5s`.
    static func secondsText(nanos: Int64) -> String {
        let magnitude = nanos.magnitude
        var text = (nanos < 0 ? "-" : "") + String(magnitude / 1_000_000_000)
        let fraction = magnitude % 1_000_000_000
        if fraction > 0 {
            var digits = String(fraction + 1_000_000_000).dropFirst()
            while digits.last == "0" { digits.removeLast() }
            text += ".\(digits)"
        }
        return text + "s"
    }
}
