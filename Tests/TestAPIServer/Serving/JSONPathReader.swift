import Resources

/// The part of JSONPath that printer columns use: members, indexes, `[*]` and `[?(@.type=="Ready")]`.
struct JSONPathReader: Sendable {
    private enum Step: Sendable {
        case member(String)
        case index(Int)
        case all
        case filter([String], String)
    }

    private var steps: [Step] = []

    /// Reads a path with a leading dot; what it does not understand selects nothing.
    init(_ path: String) {
        var rest = path[...]
        while let first = rest.first {
            if first == "." {
                rest = rest.dropFirst()
                let name = rest.prefix { $0 != "." && $0 != "[" }
                rest = rest.dropFirst(name.count)
                if !name.isEmpty { steps.append(.member(String(name))) }
            } else if first == "[", let end = rest.firstIndex(of: "]") {
                steps.append(Self.bracket(String(rest[rest.index(after: rest.startIndex)..<end])))
                rest = rest[rest.index(after: end)...]
            } else {
                steps.append(.member(String(rest)))
                return
            }
        }
    }

    private static func bracket(_ text: String) -> Step {
        if text == "*" { return .all }
        if let index = Int(text) { return .index(index) }
        let quotes: Set<Character> = ["'", "\""]
        if let first = text.first, quotes.contains(first) {
            return .member(text.filter { !quotes.contains($0) })
        }
        if text.hasPrefix("?(@."), text.hasSuffix(")"),
            let (path, value) = String(text.dropFirst(4).dropLast()).divided(at: "==")
        {
            return .filter(path.split(separator: ".").map(String.init), value.filter { !quotes.contains($0) })
        }
        return .member(text)
    }

    /// What the path selects.
    func values(in value: Value) -> [Value] {
        steps.reduce([value]) { found, step in found.flatMap { Self.follow(step, from: $0) } }
    }

    private static func follow(_ step: Step, from value: Value) -> [Value] {
        switch step {
        case .member(let name): return value[name].map { [$0] } ?? []
        case .index(let index):
            let elements = value.arrayValue ?? []
            let place = index < 0 ? elements.count + index : index
            return elements.indices.contains(place) ? [elements[place]] : []
        case .all: return value.arrayValue ?? Array((value.objectValue ?? [:]).values)
        case .filter(let path, let wanted):
            return (value.arrayValue ?? []).filter { element in
                switch element.at(path) {
                case .string(let text)?: text == wanted
                case .int(let number)?: String(number) == wanted
                case .bool(let flag)?: String(flag) == wanted
                default: false
                }
            }
        }
    }
}
