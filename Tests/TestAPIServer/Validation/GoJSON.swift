internal import Resources

/// Values as the server's messages show them.
enum GoJSON {
    /// Numbers and bools plain, text in Go's quotes, everything else as JSON.
    static func shown(_ value: Value) -> String {
        switch value {
        case .bool(let flag): String(flag)
        case .int(let number): String(number)
        case .double(let number): GoNumber.general(number)
        case .string(let text): GoQuoting.quoted(text)
        default: text(of: value)
        }
    }

    /// JSON as Go's `encoding/json` writes it: keys in order, `<`, `>` and `&` escaped.
    static func text(of value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): String(flag)
        case .int(let number): String(number)
        case .double(let number): GoNumber.json(number)
        case .string(let text): string(text)
        case .array(let elements): "[" + elements.map(text(of:)).joined(separator: ",") + "]"
        case .object(let members):
            "{"
                + members.sorted { $0.key < $1.key }.map { "\(string($0.key)):\(text(of: $0.value))" }
                .joined(separator: ",") + "}"
        }
    }

    static func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{08}": result += "\\b"
            case "\u{0C}": result += "\\f"
            case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{00}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
