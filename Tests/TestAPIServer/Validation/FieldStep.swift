/// A step of a path into a schema: `.name` or `['name']`, as `fieldPath` and `selectableFields` have them.
enum FieldStep: Hashable, Sendable {
    case property(String)
    /// A key of `additionalProperties`.
    case key(String)

    /// Why a path leads nowhere.
    struct Problem: Error { let message: String }

    func appended(to path: FieldPath) -> FieldPath {
        switch self {
        case .property(let name): path.child(name)
        case .key(let key): path.key(key)
        }
    }

    /// The steps of `path`, each of which must exist in `schema`.
    static func steps(of path: String, in schema: StructuralSchema) throws(Problem) -> [FieldStep] {
        try resolve(path, in: schema).steps
    }

    /// The steps of `path` and the schema at its end.
    static func resolve(
        _ path: String, in schema: StructuralSchema, allowsBrackets: Bool = true
    ) throws(Problem) -> (steps: [FieldStep], schema: StructuralSchema) {
        var steps: [FieldStep] = []
        var schema = schema
        var rest = Substring(path)
        while let first = rest.popFirst() {
            let name: String
            if first == "." {
                let text = rest.prefix { $0 != "." && $0 != "[" && $0 != "]" }
                rest = rest.dropFirst(text.count)
                if text.isEmpty { throw Problem(message: "unexpected end of JSON path") }
                name = String(text)
            } else if first == "[" {
                guard allowsBrackets else { throw Problem(message: "array notation is not allowed") }
                name = try quotedName(&rest)
            } else {
                let token = String(first) + rest.prefix { $0 != "." && $0 != "[" && $0 != "]" }
                throw Problem(message: "expected [ or . but got: \(token)")
            }
            if !schema.properties.isEmpty {
                guard let next = schema.properties[name] else {
                    throw Problem(message: "does not refer to a valid field")
                }
                steps.append(.property(name))
                schema = next
            } else if let next = schema.additional.schema {
                steps.append(.key(name))
                schema = next
            } else {
                throw Problem(message: "does not refer to a valid field")
            }
        }
        return (steps, schema)
    }

    private static func quotedName(_ rest: inout Substring) throws(Problem) -> String {
        guard rest.popFirst() == "'" else {
            throw Problem(message: "expected single quoted string but got \(rest)")
        }
        var name = ""
        while let character = rest.popFirst() {
            if character == "'" {
                guard rest.popFirst() == "]" else { throw Problem(message: "unexpected end of JSON path") }
                return name
            }
            guard character == "\\" else {
                name.append(character)
                continue
            }
            let escapes: [Character: Character] = ["n": "\n", "r": "\r", "t": "\t", "'": "'", "\\": "\\"]
            guard let escaped = rest.popFirst(), let plain = escapes[escaped] else {
                throw Problem(message: "invalid string literal")
            }
            name.append(plain)
        }
        throw Problem(message: "unexpected end of JSON path")
    }
}
