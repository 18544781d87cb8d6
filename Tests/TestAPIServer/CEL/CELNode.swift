/// A node of a parsed CEL expression (the language definition of the cel-spec repository).
struct CELNode: Hashable, Sendable {
    /// What the node is.
    indirect enum Form: Hashable, Sendable {
        case literal(CELValue)
        case identifier(String)
        /// `operand.field`, or `has(operand.field)` when `isTest`.
        case select(CELNode, field: String, isTest: Bool)
        /// An operator (`_+_`, `!_`, `_?_:_`, `_[_]`, `@in`) or a function; `target.name(...)` has a target.
        case call(String, target: CELNode?, [CELNode])
        case list([CELNode])
        case map([CELEntry])
        case comprehension(CELComprehension)
    }

    let form: Form
    /// Where the node is in the source, in characters: of an operator its sign, of a call its parenthesis.
    let offset: Int
}

/// An entry of a map literal.
struct CELEntry: Hashable, Sendable {
    let key: CELNode
    let value: CELNode
}

/// A macro that visits the elements of a list or the keys of a map.
struct CELComprehension: Hashable, Sendable {
    enum Macro: String, Sendable {
        case all, exists, map, filter
        case existsOne = "exists_one"
    }

    let macro: Macro
    let range: CELNode
    let variable: String
    /// The condition; nil only for `map` with two arguments.
    let condition: CELNode?
    /// What `map` makes of each element; nil for the other macros.
    let transform: CELNode?
}

extension CELNode {
    /// The nodes right under this one.
    var children: [CELNode] {
        switch form {
        case .literal, .identifier: []
        case .select(let operand, _, _): [operand]
        case .call(_, let target, let arguments): (target.map { [$0] } ?? []) + arguments
        case .list(let elements): elements
        case .map(let entries): entries.flatMap { [$0.key, $0.value] }
        case .comprehension(let loop): [loop.range, loop.condition, loop.transform].compactMap { $0 }
        }
    }

    /// Whether the identifier `name` is used freely anywhere in the expression.
    func uses(_ name: String) -> Bool {
        switch form {
        case .identifier(let own): own == name
        case .comprehension(let loop) where loop.variable == name: loop.range.uses(name)
        default: children.contains { $0.uses(name) }
        }
    }

    /// The patterns of `matches`, `find` and `findAll` that are literals.
    var literalPatterns: [String] {
        var patterns = children.flatMap(\.literalPatterns)
        if case .call(let name, let target, let arguments) = form,
            ["matches", "find", "findAll"].contains(name),
            let pattern = target == nil ? arguments.dropFirst().first : arguments.first,
            case .literal(.string(let text)) = pattern.form
        {
            patterns.append(text)
        }
        return patterns
    }
}
