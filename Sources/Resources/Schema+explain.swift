/// Why a path cannot be explained.
public struct ExplainError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with the path, and what it may have been meant to be.
    public let description: String
}

extension Schema {
    /// Explains a kind or one of its fields as text for a terminal: what it is, its type and default, and the
    /// fields under it.
    ///
    /// - Parameter path: A kind as ``Kind/init(argument:)`` takes it, and the way to the field:
    ///   `queue.spec.backoff`.
    public static func explain(_ path: String) throws(ExplainError) -> String {
        var words = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let first = words.removeFirst()
        guard let kind = Kind(argument: first) else {
            let names = Kind.allCases.map(\.rawValue)
            let advice =
                suggestion(for: first, among: names) ?? "the kinds are \(names.joined(separator: ", "))"
            throw ExplainError(description: "unknown kind \(quoted(first)); \(advice)")
        }
        return try Schema.of(kind).explain(words)
    }

    /// Explains the field that `path` leads to from the root of the resource: `["spec", "backoff"]`, or the
    /// kind itself when it is empty. The status is explained, too.
    public func explain(_ path: [String]) throws(ExplainError) -> String {
        var object: ObjectSchema? = explained
        var field: Field?
        for (index, name) in path.enumerated() {
            guard let next = object?.field(name) else { throw unknown(path, at: index, in: object) }
            field = next
            object = next.type.objectSchema
        }
        var text = "KIND:     \(kind.rawValue)\nVERSION:  \(Kind.apiVersion)\n\n"
        if let field {
            let facts = field.facts.isEmpty ? "" : "  \(field.facts)"
            text += "FIELD:    \(path.joined(separator: ".")) <\(field.type.name)>\(facts)\n\n"
        }
        text += "DESCRIPTION:\n\(wrapped(field?.doc ?? doc, indent: 4))\n"
        if case .choice(let choices) = field?.type { text += "\nVALUES:\n\(Self.list(choices))" }
        guard let object else { return text }
        text += "\nFIELDS:\n" + object.fields.map(\.explanation).joined(separator: "\n")
        if !object.rules.isEmpty {
            text += "\nRULES:\n" + object.rules.map { wrapped("\($0.message).", indent: 4) + "\n" }.joined()
        }
        return text
    }

    private var explained: ObjectSchema {
        let status = Field(
            "status", .object(Schema.status(of: kind)), "What is. It is reported, not declared.")
        return ObjectSchema(root.fields + [status])
    }

    private func unknown(_ path: [String], at index: Int, in object: ObjectSchema?) -> ExplainError {
        let parent = ([kind.rawValue.lowercased()] + path[..<index]).joined(separator: ".")
        guard let object else { return ExplainError(description: "\(parent) has no fields") }
        let fields = object.fields.map(\.name).joined(separator: ", ")
        let advice = object.suggestion(forUnknown: path[index]) ?? "\(parent) has the fields \(fields)"
        return ExplainError(description: "\(parent) has no field \(quoted(path[index])); \(advice)")
    }

    private static func list(_ choices: [Choice]) -> String {
        let width = choices.map(\.name.count).max() ?? 0
        return choices.map { choice in
            let padding = String(repeating: " ", count: width - choice.name.count)
            return "    \(choice.name)\(padding)  \(choice.doc)\n"
        }.joined()
    }
}

extension Field {
    /// Default, range and the like in a few words.
    fileprivate var facts: String {
        var facts: [String] = []
        if required { facts.append("required") }
        if let defaultValue, defaultValue != [:] {
            let json = String(decoding: defaultValue.canonicalJSON(), as: UTF8.self)
            facts.append("default \(defaultValue.stringValue ?? json)")
        }
        switch type {
        case .int(let range) where range.upperBound < .max:
            facts.append("\(range.lowerBound) to \(range.upperBound)")
        case .number(let range):
            facts.append("\(plainText(range.lowerBound)) to \(plainText(range.upperBound))")
        case .duration(let range):
            facts.append("\(range.lowerBound.manifestText) to \(range.upperBound.manifestText)")
        case .choice(let choices): facts.append(choices.map(\.name).joined(separator: ", "))
        default: break
        }
        return facts.joined(separator: "; ")
    }

    fileprivate var explanation: String {
        let facts = facts.isEmpty ? "" : "  \(facts)"
        return "    \(name) <\(type.name)>\(facts)\n\(wrapped(doc, indent: 8))\n"
    }
}

/// `text` in lines of at most 80 characters, each indented.
private func wrapped(_ text: String, indent: Int) -> String {
    let width = 80
    let padding = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = padding
    for word in text.split(separator: " ") {
        if line.count + word.count + 1 > width, line.count > indent {
            lines.append(line)
            line = padding
        }
        line += line.count > indent ? " \(word)" : "\(word)"
    }
    return (lines + [line]).joined(separator: "\n")
}
