// How values look in the sentences of an explanation.

/// A time in one or two units: "8s", "3m12s", "2h5m", "3d4h". Nothing is shorter than no time.
func span(_ microseconds: Int64) -> String {
    let seconds = max(0, microseconds) / 1_000_000
    let units: [(name: String, seconds: Int64)] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)]
    guard let index = units.firstIndex(where: { seconds >= $0.seconds }) else { return "0s" }
    var text = "\(seconds / units[index].seconds)\(units[index].name)"
    let rest = seconds % units[index].seconds
    if index + 1 < units.count, rest / units[index + 1].seconds > 0 {
        text += "\(rest / units[index + 1].seconds)\(units[index + 1].name)"
    }
    return text
}

/// Foreign text on one line, cut when it is long.
func oneLine(_ text: String, _ limit: Int) -> String {
    let plain = String(
        String.UnicodeScalarView(
            text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    return plain.count <= limit ? plain : "\(plain.prefix(limit - 1))…"
}

/// The first five, and how many more there are.
func listed(_ texts: [String], of count: Int64) -> String {
    let shown = texts.prefix(5)
    let more = count - Int64(shown.count)
    return (shown + (more > 0 ? ["and \(number(more)) more"] : [])).joined(separator: ", ")
}

/// A number with one digit after the point where that says something: "6.5", "40", "0.02".
func decimal(_ number: Double) -> String {
    guard number.isFinite, abs(number) < 1e12 else { return "0" }
    let scale = abs(number) < 0.1 ? 1000.0 : 10.0
    let rounded = (number * scale).rounded() / scale
    return rounded == rounded.rounded() ? "\(Int64(rounded))" : "\(rounded)"
}
