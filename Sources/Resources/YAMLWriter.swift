/// Writes a value as block-style YAML that every reader, of YAML 1.1 or 1.2, understands in the same way.
struct YAMLWriter {
    private(set) var text = ""
    /// Names that come first in every object that no schema knows, in this order.
    var leadingKeys: [String] = []

    private static let indentation = 2
    /// Readers need not take longer keys before a colon.
    private static let longestSimpleKey = 1000

    /// Writes `value`; objects that `schema` knows have their fields in its order, others by name.
    mutating func document(_ value: Value, schema: ObjectSchema?) {
        if case .object(let members) = value, !members.isEmpty {
            pairs(members, schema, indent: 0, startsInLine: true)
        } else {
            scalar(value, indent: 0)
        }
    }

    /// Writes the pairs of an object. `startsInLine` tells that the cursor already stands where the first key
    /// goes.
    private mutating func pairs(
        _ members: [String: Value], _ schema: ObjectSchema?, indent: Int, startsInLine: Bool
    ) {
        var isFirst = true
        for key in order(of: members, by: schema) {
            guard let value = members[key] else { continue }
            if !isFirst || !startsInLine { pad(indent) }
            isFirst = false
            let keyText = scalarText(key) ?? doubleQuoted(key)
            if keyText.utf8.count > Self.longestSimpleKey {
                text += "? \(keyText)\n"
                pad(indent)
            } else {
                text += keyText
            }
            text += ":"
            member(value, schema?.field(key)?.type.objectSchema, indent: indent)
        }
    }

    private func order(of members: [String: Value], by schema: ObjectSchema?) -> [String] {
        let known = schema?.fields.map(\.name).filter { members[$0] != nil } ?? []
        let other = members.keys.filter { schema?.index(of: $0) == nil }
        guard !leadingKeys.isEmpty else { return known + other.sorted() }
        let leading = leadingKeys.filter(other.contains)
        return known + leading + other.filter { !leading.contains($0) }.sorted()
    }

    /// Writes what follows the colon of a key that stands at `indent`.
    private mutating func member(_ value: Value, _ schema: ObjectSchema?, indent: Int) {
        switch value {
        case .object(let members) where !members.isEmpty:
            text += "\n"
            pairs(members, schema, indent: indent + Self.indentation, startsInLine: false)
        case .array(let elements) where !elements.isEmpty:
            text += "\n"
            list(elements, schema, indent: indent + Self.indentation, startsInLine: false)
        default:
            text += " "
            scalar(value, indent: indent + Self.indentation)
        }
    }

    private mutating func list(_ elements: [Value], _ schema: ObjectSchema?, indent: Int, startsInLine: Bool)
    {
        for (index, element) in elements.enumerated() {
            if index > 0 || !startsInLine { pad(indent) }
            text += "- "
            switch element {
            case .object(let members) where !members.isEmpty:
                pairs(members, schema, indent: indent + Self.indentation, startsInLine: true)
            case .array(let inner) where !inner.isEmpty:
                list(inner, schema, indent: indent + Self.indentation, startsInLine: true)
            default: scalar(element, indent: indent + Self.indentation)
            }
        }
    }

    /// Writes a value that fits behind its key, and the line break. The lines of a long text stand at
    /// `indent`.
    private mutating func scalar(_ value: Value, indent: Int) {
        switch value {
        case .string(let string):
            if let plain = scalarText(string) {
                text += plain
            } else if let header = literalHeader(of: string) {
                literal(string, header: header, indent: indent)
                return
            } else {
                text += doubleQuoted(string)
            }
        default:
            // Numbers, truth values, null, {} and [] are the same in JSON.
            text += String(decoding: value.canonicalJSON(), as: UTF8.self)
        }
        text += "\n"
    }

    private mutating func literal(_ string: String, header: String, indent: Int) {
        text += header
        for line in string.split(separator: "\n", omittingEmptySubsequences: false) {
            text += "\n"
            if line.isEmpty { continue }
            pad(indent)
            text += line
        }
        if header == "|-" { text += "\n" }
    }

    private mutating func pad(_ width: Int) {
        text += String(repeating: " ", count: width)
    }
}
