/// How names of fields become CEL identifiers (KEP-2876, "Escaping").
enum CELNames {
    /// Words that CEL keeps for itself and does not take as identifiers.
    static let reserved: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
        "package",
        "namespace", "return", "var", "void", "while",
    ]

    /// The member of an object by the name an expression uses: its escaped name, or a reserved word as it is.
    static func member<Member>(_ name: String, of members: [String: Member]) -> Member? {
        members[name] ?? (reserved.contains(name) ? members["__\(name)__"] : nil)
    }

    /// The identifier under which the field `name` is reached; nil when it cannot be reached by name.
    static func escaped(_ name: String) -> String? {
        guard let first = name.unicodeScalars.first, !first.isDigit else { return nil }
        if reserved.contains(name) || ["true", "false", "null", "in"].contains(name) { return "__\(name)__" }
        var result = ""
        var rest = Array(name.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "_" where rest.first == "_":
                rest.removeFirst()
                result += "__underscores__"
            case ".": result += "__dot__"
            case "-": result += "__dash__"
            case "/": result += "__slash__"
            default:
                guard scalar.isLetter || scalar.isDigit else { return nil }
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
