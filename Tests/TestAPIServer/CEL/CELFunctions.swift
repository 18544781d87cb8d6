/// The functions of CEL and of the libraries that Kubernetes adds for rules.
enum CELFunctions {
    /// Identifiers that denote types.
    static let typeNames: Set<String> = [
        "int", "uint", "double", "bool", "string", "bytes", "list", "map", "null_type", "type",
    ]

    /// The name under which `type(x)` gives that type.
    static func typeValue(_ name: String) -> String { name }

    /// Functions that are called with the name of their library before them.
    private static let libraries: [String: Set<String>] = ["sets": ["contains", "equivalent", "intersects"]]

    /// `sets.contains` for a call with the target `sets`; nil for a call on a value.
    static func qualifiedName(_ target: CELNode, _ name: String) -> String? {
        guard case .identifier(let library) = target.form, libraries[library]?.contains(name) ?? false else {
            return nil
        }
        return "\(library).\(name)"
    }

    /// A value as an error message names it.
    static func display(_ value: CELValue) -> String {
        switch value {
        case .string(let text): text
        case .int(let number): String(number)
        case .uint(let number): String(number)
        case .double(let number): GoNumber.general(number)
        case .bool(let flag): String(flag)
        default: value.typeName
        }
    }
}

extension CELEvaluator {
    /// The result of the function `name`; of a call on a value, that value is the first of `values`.
    mutating func function(_ name: String, _ values: [CELValue]) throws(CELError) -> CELValue {
        switch name {
        case "size": return try size(values)
        case "type": return .type(values[0].typeName)
        case "matches", "find", "findAll": return try regularExpression(name, values)
        case "sets.contains", "sets.equivalent", "sets.intersects": return try sets(name, values)
        default: break
        }
        guard let first = values.first else { throw .noSuchOverload }
        if let result = try CELConversions.apply(name, first, count: values.count) { return result }
        let rest = Array(values.dropFirst())
        switch first {
        case .string(let text):
            try spend(text.utf8.count / 10)
            return try CELStrings.apply(name, text, rest)
        case .list(let list):
            try spend(list.elements.count)
            return try CELLists.apply(name, list, rest)
        case .timestamp(let time): return try CELTimes.apply(name, time, rest)
        case .duration(let nanos): return try CELTimes.apply(name, nanos: nanos, rest)
        default: throw .noSuchOverload
        }
    }

    private func size(_ values: [CELValue]) throws(CELError) -> CELValue {
        switch values.first {
        case .string(let text)?: return .int(Int64(text.unicodeScalars.count))
        case .bytes(let bytes)?: return .int(Int64(bytes.count))
        case .list(let list)?: return .int(Int64(list.elements.count))
        case .map(let members)?: return .int(Int64(members.count))
        case .object(let members)?: return .int(Int64(members.count))
        default: throw .noSuchOverload
        }
    }

    private mutating func regularExpression(_ name: String, _ values: [CELValue]) throws(CELError) -> CELValue
    {
        guard values.count >= 2, case .string(let text) = values[0], case .string(let pattern) = values[1]
        else {
            throw .noSuchOverload
        }
        try spend((text.utf8.count + 1) * (pattern.utf8.count + 3) / 40)
        let expression: RE2
        if let known = patterns[pattern] {
            expression = known
        } else {
            do { expression = try RE2(pattern) } catch { throw CELError(error.message) }
            patterns[pattern] = expression
        }
        let scalars = Array(text.unicodeScalars)
        if name == "matches" { return .bool(expression.firstMatch(in: scalars) != nil) }
        var limit = Int64.max
        if name == "find" { limit = 1 }
        if values.count > 2, case .int(let wanted) = values[2] { limit = wanted < 0 ? .max : wanted }
        var found: [CELValue] = []
        var position = 0
        while position <= scalars.count, found.count < limit,
            let match = expression.firstMatch(in: scalars, from: position)
        {
            found.append(.string(CELStrings.text(scalars[match])))
            position = match.isEmpty ? match.upperBound + 1 : match.upperBound
        }
        return name == "find" ? found.first ?? .string("") : .list(CELList(found))
    }

    private func sets(_ name: String, _ values: [CELValue]) throws(CELError) -> CELValue {
        guard values.count == 2, case .list(let left) = values[0], case .list(let right) = values[1] else {
            throw .noSuchOverload
        }
        func contains(_ list: CELList, _ value: CELValue) -> Bool {
            list.elements.contains { $0.equals(value) }
        }
        switch name {
        case "sets.contains": return .bool(right.elements.allSatisfy { contains(left, $0) })
        case "sets.intersects": return .bool(right.elements.contains { contains(left, $0) })
        default:
            return .bool(
                right.elements.allSatisfy { contains(left, $0) }
                    && left.elements.allSatisfy { contains(right, $0) })
        }
    }
}
