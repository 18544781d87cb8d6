import Resources

/// One step of a path in `managedFields`.
enum PathElement: Hashable, Sendable {
    /// A member of an object.
    case field(String)
    /// An element of a list, by its key members.
    case key(Value)
    /// An element of a set, by its value.
    case value(Value)

    /// The step as `fieldsV1` writes it: `f:spec`, `k:{"type":"Ready"}`, `v:"a"`.
    var text: String {
        switch self {
        case .field(let name): "f:\(name)"
        case .key(let key): "k:\(json(key))"
        case .value(let value): "v:\(json(value))"
        }
    }

    /// Reads a step; nil for another form, such as an index.
    init?(text: String) {
        let rest = text.dropFirst(2)
        switch text.prefix(2) {
        case "f:": self = .field(String(rest))
        case "k:":
            guard let value = try? Value(json: Array(rest.utf8)) else { return nil }
            self = .key(value)
        case "v:":
            guard let value = try? Value(json: Array(rest.utf8)) else { return nil }
            self = .value(value)
        default: return nil
        }
    }

    /// The step as a message about a conflict shows it: `.spec`, `[type="Ready"]`.
    var description: String {
        switch self {
        case .field(let name): ".\(name)"
        case .key(let key):
            "["
                + (key.objectValue ?? [:]).sorted { $0.key < $1.key }
                .map { "\($0.key)=\(json($0.value))" }.joined(separator: ",") + "]"
        case .value(let value): "[=\(json(value))]"
        }
    }

    private func json(_ value: Value) -> String { String(decoding: value.canonicalJSON(), as: UTF8.self) }
}
