/// The `Warning` header fields of a response, as RFC 7234 §5.5 writes them.
enum WarningField {
    /// The longest warning that is passed on, in characters.
    private static let longest = 4_000

    /// The texts of all warnings with code 299, which is the one that the API server uses.
    static func texts(in values: [String]) -> [String] {
        values.flatMap { texts(Substring($0)) }
    }

    private static func texts(_ value: Substring) -> [String] {
        var texts: [String] = []
        var rest = value
        while true {
            rest = rest.drop { $0 == " " || $0 == "," }
            let code = rest.prefix { $0.isNumber }
            rest = rest.dropFirst(code.count).drop { $0 == " " }
            rest = rest.dropFirst(rest.prefix { $0 != " " }.count).drop { $0 == " " }  // the agent
            guard code.count == 3, let text = quotedText(&rest) else { return texts }
            if code == "299" { texts.append(String(text.prefix(longest))) }
            rest = rest.drop { $0 == " " }
            if rest.first == "\"", quotedText(&rest) == nil { return texts }  // the date
        }
    }

    private static func quotedText(_ rest: inout Substring) -> String? {
        guard rest.first == "\"" else { return nil }
        rest.removeFirst()
        var text = ""
        while let character = rest.popFirst() {
            switch character {
            case "\"": return text
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                text.append(escaped)
            default: text.append(character)
            }
        }
        return nil
    }
}
