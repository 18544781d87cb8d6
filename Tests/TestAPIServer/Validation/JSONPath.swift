internal import Resources

/// The part of JSONPath that columns use: `.a.b`, `['a']`, `[0]`, `[*]`, and filters such as
/// `[?(@.type=="Ready")]`.
struct JSONPath: Hashable, Sendable {
    /// Why a text is no path of this kind.
    struct Problem: Error, Hashable, Sendable { let message: String }

    private enum Step: Hashable, Sendable {
        case member(String)
        case element(Int)
        case all
        /// Elements whose value at the path compares with the literal.
        case filter(path: [String], comparison: String, literal: Value)
    }

    private var steps: [Step] = []

    /// Reads a path that starts with a point.
    init(_ text: String) throws(Problem) {
        var rest = Substring(text)
        while let first = rest.popFirst() {
            switch first {
            case ".":
                let name = Self.name(&rest)
                if !name.isEmpty { steps.append(name == "*" ? .all : .member(name)) }
            case "[":
                guard let end = Self.end(of: rest) else { throw Problem(message: "unterminated array") }
                steps.append(try Self.bracket(rest[..<end]))
                rest = rest[rest.index(after: end)...]
            default: throw Problem(message: "unrecognized character \(first)")
            }
        }
    }

    /// A name up to the next step; a point after a backslash belongs to it.
    private static func name(_ rest: inout Substring) -> String {
        var name = ""
        while let first = rest.first, first != ".", first != "[" {
            rest.removeFirst()
            if first == "\\", let escaped = rest.popFirst() {
                name.append(escaped)
            } else {
                name.append(first)
            }
        }
        return name
    }

    /// The closing bracket that is in no quotes.
    private static func end(of text: Substring) -> Substring.Index? {
        var quote: Character?
        for place in text.indices {
            let character = text[place]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == "]" {
                return place
            }
        }
        return nil
    }

    private static func bracket(_ text: Substring) throws(Problem) -> Step {
        if text == "*" { return .all }
        if let number = Int(text) { return .element(number) }
        if let name = quoted(text) { return .member(name) }
        guard text.hasPrefix("?("), text.hasSuffix(")") else {
            throw Problem(message: "invalid array index \(text)")
        }
        let condition = text.dropFirst(2).dropLast()
        for comparison in ["==", "!=", "<=", ">=", "<", ">"] {
            guard let place = condition.firstRange(of: comparison) else { continue }
            let left = String(condition[..<place.lowerBound]).trimmedSpace
            let right = String(condition[place.upperBound...]).trimmedSpace
            guard left.hasPrefix("@.") else { throw Problem(message: "unrecognized filter \(condition)") }
            return .filter(
                path: left.dropFirst(2).split(separator: ".").map(String.init), comparison: comparison,
                literal: literal(right))
        }
        throw Problem(message: "unrecognized filter \(condition)")
    }

    private static func quoted(_ text: Substring) -> String? {
        guard text.count >= 2, let quote = text.first, quote == "'" || quote == "\"", text.last == quote
        else {
            return nil
        }
        return String(text.dropFirst().dropLast())
    }

    private static func literal(_ text: String) -> Value {
        if let string = quoted(text[...]) { return .string(string) }
        if text == "true" || text == "false" { return .bool(text == "true") }
        if let number = Int64(text) { return .int(number) }
        return Double(text).map { .double($0) } ?? .string(text)
    }

    /// The values at the path, in order.
    func values(in object: Value) -> [Value] {
        var values = [object]
        for step in steps {
            values = values.flatMap { Self.apply(step, to: $0) }
        }
        return values
    }

    private static func apply(_ step: Step, to value: Value) -> [Value] {
        switch step {
        case .member(let name): return value[name].map { [$0] } ?? []
        case .element(let place):
            guard let elements = value.arrayValue else { return [] }
            let index = place < 0 ? elements.count + place : place
            return elements.indices.contains(index) ? [elements[index]] : []
        case .all:
            if let members = value.objectValue { return members.sorted { $0.key < $1.key }.map(\.value) }
            return value.arrayValue ?? []
        case .filter(let path, let comparison, let literal):
            return (value.arrayValue ?? []).filter { element in
                guard let found = element.member(at: path) else { return false }
                return compare(found, comparison, literal)
            }
        }
    }

    private static func compare(_ left: Value, _ comparison: String, _ right: Value) -> Bool {
        switch comparison {
        case "==": return left == right
        case "!=": return left != right
        default: break
        }
        let order: Int
        if let left = left.doubleValue, let right = right.doubleValue {
            order = left < right ? -1 : left == right ? 0 : 1
        } else if let left = left.stringValue, let right = right.stringValue {
            order = left < right ? -1 : left == right ? 0 : 1
        } else {
            return false
        }
        switch comparison {
        case "<": return order < 0
        case "<=": return order <= 0
        case ">": return order > 0
        default: return order >= 0
        }
    }
}
