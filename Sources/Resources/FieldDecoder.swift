/// Turns nodes into values as a schema wants them, and collects every problem on the way.
struct FieldDecoder {
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var errorCount = 0
    /// Where each field of an object was given, by its path.
    var marks: [String: Mark] = Dictionary(minimumCapacity: 12)
    /// The name of the resource, for the rules that need it.
    var ownName: String?

    /// The value of `node`, or nil when it is not what `type` wants; the reason is then in `diagnostics`.
    /// Of a `sensitive` field no message repeats the value.
    mutating func decode(_ node: Node, as type: FieldType, path: String, sensitive: Bool) -> Value? {
        switch type {
        case .string(let format): string(node, format, path: path, sensitive: sensitive)
        case .bool: bool(node, path: path)
        case .int(let range): int(node, range, path: path)
        case .number(let range): number(node, range, path: path)
        case .duration(let range): duration(node, range, path: path)
        case .choice(let choices): choice(node, choices, path: path)
        case .intOrString: string(node, .nonEmpty, path: path, sensitive: sensitive)
        case .array(let element, let count, let unique):
            array(node, of: element, count: count, unique: unique, path: path, sensitive: sensitive)
        case .map(let keys, let values):
            map(node, keys: keys, values: values, path: path, sensitive: sensitive)
        case .object(let schema): object(node, schema, path: path, sensitive: sensitive)
        case .any: any(node, path: path)
        }
    }

    mutating func add(_ diagnostic: Diagnostic) {
        if diagnostic.severity == .error { errorCount += 1 }
        diagnostics.append(diagnostic)
    }

    mutating func report(_ message: String, at node: Node, path: String, hint: String? = nil) {
        add(.error("\(path): \(message)", mark: node.mark, hint: hint, field: path))
    }

    mutating func expected(
        _ what: String, found node: Node, path: String, hint: String? = nil, sensitive: Bool = false
    ) {
        let hint = hint ?? (node.isNull ? "give a value, or remove it" : nil)
        report(
            "expected \(what), found \(node.summary(sensitive: sensitive))", at: node, path: path, hint: hint)
    }
}

extension Node {
    /// The node in a few words for a message; the text of a scalar only when it is not sensitive.
    func summary(sensitive: Bool) -> String {
        switch content {
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .scalar(let text, let plain):
            if isNull {
                text.isEmpty ? "nothing" : text
            } else if plain, CoreScalar(text) != .text {
                sensitive ? "a number or truth value" : shortened(text)
            } else {
                sensitive ? "a string" : "the string \(quoted(text))"
            }
        }
    }
}
