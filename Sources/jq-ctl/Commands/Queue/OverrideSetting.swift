import Planning
import Resources

/// One word of `queue set`: `concurrency.limit=10`, `rateLimit.limit=none`, or `concurrency.limit-` to end an
/// override.
enum OverrideSetting: Hashable {
    case set(OverridableField, Value)
    case end(OverridableField)

    init(_ word: String) throws(CommandFailure) {
        if let sign = word.firstIndex(of: "=") {
            let field = try overridableField(word[..<sign])
            let text = String(word[word.index(after: sign)...])
            do {
                self = .set(field, try field.checked(Self.value(text)))
            } catch { throw CommandFailure(error.message) }
        } else if word.hasSuffix("-") {
            self = .end(try overridableField(word.dropLast()))
        } else {
            let name = word.onOneLine
            throw CommandFailure(
                "\"\(name)\" sets nothing; write \(name)=VALUE, or \(name)- to end an override")
        }
    }

    private static func value(_ text: String) -> Value {
        switch text {
        case "none", "null": .null
        case "true": true
        case "false": false
        default: Int64(text).map { .int($0) } ?? .string(text)
        }
    }
}

/// The field that a word means.
func overridableField(_ name: some StringProtocol) throws(CommandFailure) -> OverridableField {
    if let field = OverridableField(rawValue: String(name)) { return field }
    let known = OverridableField.allCases.map(\.rawValue).joined(separator: ", ")
    throw CommandFailure("\"\(String(name).onOneLine)\" cannot be overridden; these can: \(known)")
}
