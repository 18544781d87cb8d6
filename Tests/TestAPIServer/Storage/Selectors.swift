import Resources

/// A label selector as it stands in a query (`a=b,c!=d,e in (f,g),h,!i`).
struct LabelSelector: Sendable {
    private enum Requirement: Sendable {
        case isIn(String, Set<String>)
        case notIn(String, Set<String>)
        case exists(String)
        case absent(String)
        case compares(String, Int, greater: Bool)

        var key: String {
            switch self {
            case .isIn(let key, _), .notIn(let key, _), .exists(let key), .absent(let key),
                .compares(let key, _, _):
                key
            }
        }
    }

    private var requirements: [Requirement] = []

    var isEmpty: Bool { requirements.isEmpty }

    /// Reads the text of a selector; an empty one selects everything.
    init(_ text: String) throws(APIFailure) {
        for part in Self.parts(of: text) where !part.isEmpty {
            let requirement = try Self.requirement(part, in: text)
            if requirement.key.wholeMatch(of: /([a-z0-9.-]+\/)?[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?/)
                == nil
            {
                throw .badRequest("unable to parse requirement in the label selector \"\(text)\": \(part)")
            }
            requirements.append(requirement)
        }
    }

    /// Splits at commas that are not inside parentheses.
    private static func parts(of text: String) -> [String] {
        var parts = [""]
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
        }
        return parts.map { $0.trimmed }
    }

    private static func requirement(_ part: String, in text: String) throws(APIFailure) -> Requirement {
        if part.hasPrefix("!") { return .absent(String(part.dropFirst()).trimmed) }
        if part.hasSuffix(")"), let open = part.firstIndex(of: "(") {
            let words = part[..<open].split(separator: " ").map(String.init)
            let values = part[part.index(after: open)...].dropLast().split(
                separator: ",", omittingEmptySubsequences: false)
            let set = Set(values.map { String($0).trimmed })
            if words.count == 2, words[1] == "in" { return .isIn(words[0], set) }
            if words.count == 2, words[1] == "notin" { return .notIn(words[0], set) }
        } else {
            for (sign, negated) in [("!=", true), ("==", false), ("=", false)] {
                guard let (key, value) = part.divided(at: sign) else { continue }
                return negated ? .notIn(key, [value]) : .isIn(key, [value])
            }
            for (sign, greater) in [(">", true), ("<", false)] {
                guard let (key, value) = part.divided(at: sign), let bound = Int(value) else { continue }
                return .compares(key, bound, greater: greater)
            }
            if !part.contains(" ") { return .exists(part) }
        }
        throw .badRequest("unable to parse requirement in the label selector \"\(text)\": \(part)")
    }

    func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement {
            case .isIn(let key, let values): labels[key].map(values.contains) ?? false
            case .notIn(let key, let values): !(labels[key].map(values.contains) ?? false)
            case .exists(let key): labels[key] != nil
            case .absent(let key): labels[key] == nil
            case .compares(let key, let bound, let greater):
                labels[key].flatMap { Int($0) }.map { greater ? $0 > bound : $0 < bound } ?? false
            }
        }
    }
}

/// A field selector (`metadata.name=x,spec.queue!=y`): equality only, of fields that the resource offers.
struct FieldSelector: Sendable {
    private var requirements: [(path: [String], value: String, negated: Bool)] = []

    var isEmpty: Bool { requirements.isEmpty }
    /// The name that is asked for, when the selector fixes it.
    var name: String? { requirements.first { $0.path == ["metadata", "name"] && !$0.negated }?.value }

    /// Reads the text of a selector and refuses fields that `type` does not offer.
    init(_ text: String, for type: ResourceType) throws(APIFailure) {
        let offered = ["metadata.name", "metadata.namespace"] + type.selectableFields
        for part in text.split(separator: ",").map({ String($0).trimmed }) where !part.isEmpty {
            let signs = [("!=", true), ("==", false), ("=", false)]
            guard
                let (pair, negated) = signs.lazy.compactMap({ sign, negated in
                    part.divided(at: sign).map { ($0, negated) }
                }).first
            else { throw .badRequest("invalid field selector: \(part)") }
            if !offered.contains(pair.0) {
                throw .badRequest("field label not supported: \(pair.0)")
            }
            requirements.append((pair.0.split(separator: ".").map(String.init), pair.1, negated))
        }
    }

    func matches(_ object: Value) -> Bool {
        requirements.allSatisfy { requirement in
            let text: String =
                switch object.at(requirement.path) {
                case .string(let text)?: text
                case .int(let number)?: String(number)
                case .bool(let flag)?: String(flag)
                default: ""
                }
            return (text == requirement.value) != requirement.negated
        }
    }
}

extension String {
    /// Without spaces at both ends.
    var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    /// What stands before and after the first `sign`; nil without one.
    func divided(at sign: String) -> (String, String)? {
        guard let range = firstRange(of: sign) else { return nil }
        return (String(self[..<range.lowerBound]).trimmed, String(self[range.upperBound...]).trimmed)
    }
}
