public import Resources

/// One step of a JSON patch (RFC 6902).
public enum JSONPatchOperation: Hashable, Sendable {
    /// Fails the whole patch unless the value at `path` equals `value`.
    case test(path: String, value: Value)
    /// Adds a member, or an element before the one at `path` (`/-` for after the last).
    case add(path: String, value: Value)
    /// Replaces what is at `path`.
    case replace(path: String, value: Value)
    /// Removes what is at `path`.
    case remove(path: String)

    /// A path (RFC 6901) out of unescaped member names and indices.
    public static func path(_ segments: String...) -> String {
        segments.map { segment in
            var escaped = "/"
            for character in segment.unicodeScalars {
                switch character {
                case "~": escaped += "~0"
                case "/": escaped += "~1"
                default: escaped.unicodeScalars.append(character)
                }
            }
            return escaped
        }.joined()
    }

    /// This step as the server reads it.
    public var value: Value {
        switch self {
        case .test(let path, let value): ["op": "test", "path": .string(path), "value": value]
        case .add(let path, let value): ["op": "add", "path": .string(path), "value": value]
        case .replace(let path, let value): ["op": "replace", "path": .string(path), "value": value]
        case .remove(let path): ["op": "remove", "path": .string(path)]
        }
    }
}
