/// Names and label values as the Prometheus text format 0.0.4 and its data model want them.
enum PrometheusName {
    /// A metric's name: `[a-zA-Z_:][a-zA-Z0-9_:]*`. Any other character becomes `_`, and the unit and the kind are put
    /// at its end unless they stand there.
    static func metric(_ label: String, suffix: String) -> String {
        let name = cleaned(label, allowingColon: true)
        return name.hasSuffix(suffix) ? name : name + suffix
    }

    /// A label's name: `[a-zA-Z_][a-zA-Z0-9_]*`. `le` belongs to histograms and two underscores at the begin to
    /// Prometheus itself.
    static func label(_ name: String) -> String {
        var name = cleaned(name, allowingColon: false)
        while name.hasPrefix("__") { name.removeFirst() }
        return name == "le" ? "label_le" : name
    }

    /// Labels in order of name, without braces: `code="200",verb="GET"`. Of two with one name the last counts; an
    /// empty value is the same as no label.
    static func labels(_ dimensions: [(String, String)]) -> String {
        if dimensions.isEmpty { return "" }
        var values: [String: String] = [:]
        for (name, value) in dimensions { values[label(name)] = value }
        return values.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
            .map { "\($0.key)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",")
    }

    /// Backslashes and ends of lines escaped, in a label's value quotes as well.
    static func escaped(_ text: String, quotes: Bool) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "\\")]
            case UInt8(ascii: "\n"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case UInt8(ascii: "\"") where quotes: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "\"")]
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A value: whole numbers without a fraction, `+Inf`, `-Inf` and `NaN`.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 { return String(whole) }
        return value.description
    }

    private static func cleaned(_ text: String, allowingColon: Bool) -> String {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "_": bytes.append(UInt8(scalar.value))
            case "0"..."9":
                if bytes.isEmpty { bytes.append(UInt8(ascii: "_")) }
                bytes.append(UInt8(scalar.value))
            case ":" where allowingColon: bytes.append(UInt8(scalar.value))
            default: bytes.append(UInt8(ascii: "_"))
            }
        }
        return bytes.isEmpty ? "_" : String(decoding: bytes, as: UTF8.self)
    }
}
