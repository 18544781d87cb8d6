import Resources

/// Reads the body of an apply. It is YAML to the server even when it is written as JSON, and its reader of
/// YAML refuses or changes what a reader of JSON would take.
enum ApplyBody {
    /// Longer keys cannot be read.
    private static let longestKey = 1022

    static func value(of bytes: [UInt8]) throws(APIFailure) -> Value {
        let text = String(decoding: bytes, as: UTF8.self)
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x7F, 0x80...0x84, 0x86...0x9F, 0xFFFE, 0xFFFF:
                throw refusal("control characters are not allowed")
            default: continue
            }
        }
        if text.contains("\\/") { throw refusal("found unknown escape character") }
        if text.contains(/\\u[dD][89a-fA-F]/) { throw refusal("found invalid Unicode character escape code") }
        let folded = text.replacing(/[ \t]*[\u{85}\u{2028}\u{2029}][ \t]*/, with: " ")
        let value = try BodyReader.value(of: Array(folded.utf8), isYAML: true)
        if hasLongKey(value) { throw refusal("could not find expected ':'") }
        return value
    }

    private static func refusal(_ reason: String) -> APIFailure {
        .badRequest("error decoding YAML: error converting YAML to JSON: yaml: \(reason)")
    }

    private static func hasLongKey(_ value: Value) -> Bool {
        switch value {
        case .object(let members):
            members.contains { $0.key.utf8.count > longestKey || hasLongKey($0.value) }
        case .array(let elements): elements.contains(where: hasLongKey)
        default: false
        }
    }
}
