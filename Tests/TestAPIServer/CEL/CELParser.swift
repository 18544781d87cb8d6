/// Reads a CEL expression by recursive descent.
struct CELParser {
    private let tokens: [CELToken]
    private var position = 0
    private var depth = 0

    /// How deeply an expression may nest; the server's parser has a limit of its own near this one.
    static let maximumDepth = 200

    /// The expression of `source`, with macros expanded.
    static func parse(_ source: String) throws(CELProblem) -> CELNode {
        var parser = CELParser(tokens: try CELLexer.tokens(of: source))
        let node = try parser.expression()
        if parser.next.form != .end { throw parser.unexpected() }
        return node
    }

    private init(tokens: [CELToken]) { self.tokens = tokens }

    private var next: CELToken { tokens[min(position, tokens.count - 1)] }

    private func unexpected() -> CELProblem {
        CELProblem(message: "Syntax error: unexpected \(next.text)", offset: next.offset)
    }

    private func isNext(_ sign: String) -> Bool { next.form == .sign(sign) }

    private mutating func take(_ sign: String) -> Bool {
        guard isNext(sign) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ sign: String) throws(CELProblem) {
        if !take(sign) { throw unexpected() }
    }

    private mutating func expression() throws(CELProblem) -> CELNode {
        depth += 1
        defer { depth -= 1 }
        if depth > Self.maximumDepth {
            throw CELProblem(message: "max recursion depth exceeded", offset: next.offset)
        }
        let condition = try binary(level: 0)
        let offset = next.offset
        guard take("?") else { return condition }
        let first = try binary(level: 0)
        try expect(":")
        let second = try expression()
        return CELNode(form: .call("_?_:_", target: nil, [condition, first, second]), offset: offset)
    }

    /// The binary operators, weakest first.
    private static let levels: [[String]] = [
        ["||"], ["&&"], ["==", "!=", "<", "<=", ">", ">=", "in"], ["+", "-"], ["*", "/", "%"],
    ]

    private mutating func binary(level: Int) throws(CELProblem) -> CELNode {
        guard level < Self.levels.count else { return try unary() }
        var left = try binary(level: level + 1)
        while case .sign(let sign) = next.form, Self.levels[level].contains(sign) {
            let offset = next.offset
            position += 1
            let right = try binary(level: level + 1)
            let name = sign == "in" ? "@in" : "_\(sign)_"
            left = CELNode(form: .call(name, target: nil, [left, right]), offset: offset)
        }
        return left
    }

    private mutating func unary() throws(CELProblem) -> CELNode {
        for (sign, name) in [("!", "!_"), ("-", "-_")] where isNext(sign) {
            let offset = next.offset
            var count = 0
            while take(sign) { count += 1 }
            if sign == "-", let literal = try negativeLiteral(isNegative: count % 2 == 1) { return literal }
            let operand = try member()
            if count % 2 == 0 { return operand }
            return CELNode(form: .call(name, target: nil, [operand]), offset: offset)
        }
        return try member()
    }

    /// A number right after `-`, so that the least int can be written.
    private mutating func negativeLiteral(isNegative: Bool) throws(CELProblem) -> CELNode? {
        let token = next
        let value: CELValue
        switch token.form {
        case .literal(.int(let number)): value = .int(isNegative ? -number : number)
        case .literal(.double(let number)): value = .double(isNegative ? -number : number)
        case .tooLargeByOne where isNegative: value = .int(.min)
        default: return nil
        }
        position += 1
        return try suffixes(of: CELNode(form: .literal(value), offset: token.offset))
    }

    private mutating func member() throws(CELProblem) -> CELNode {
        try suffixes(of: try primary())
    }

    private mutating func suffixes(of start: CELNode) throws(CELProblem) -> CELNode {
        var node = start
        while true {
            let offset = next.offset
            if take(".") {
                guard case .identifier(let name) = next.form else { throw unexpected() }
                position += 1
                let open = next.offset
                if take("(") {
                    let arguments = try list(until: ")")
                    node = try CELMacros.expand(name, target: node, arguments, at: open)
                } else {
                    node = CELNode(form: .select(node, field: name, isTest: false), offset: offset)
                }
            } else if take("[") {
                let index = try expression()
                try expect("]")
                node = CELNode(form: .call("_[_]", target: nil, [node, index]), offset: offset)
            } else {
                return node
            }
        }
    }

    private mutating func primary() throws(CELProblem) -> CELNode {
        let token = next
        position += 1
        switch token.form {
        case .literal(let value): return CELNode(form: .literal(value), offset: token.offset)
        case .identifier(let name):
            let open = next.offset
            if take("(") {
                return try CELMacros.expand(name, target: nil, try list(until: ")"), at: open)
            }
            if CELNames.reserved.contains(name) {
                throw CELProblem(message: "reserved identifier: \(name)", offset: token.offset)
            }
            return CELNode(form: .identifier(name), offset: token.offset)
        case .sign("("):
            let node = try expression()
            try expect(")")
            return node
        case .sign("["): return CELNode(form: .list(try list(until: "]")), offset: token.offset)
        case .sign("{"): return CELNode(form: .map(try entries()), offset: token.offset)
        default:
            position -= 1
            throw unexpected()
        }
    }

    /// Expressions with commas up to `end`; a comma before the end is allowed in lists only.
    private mutating func list(until end: String) throws(CELProblem) -> [CELNode] {
        var elements: [CELNode] = []
        while !take(end) {
            elements.append(try expression())
            if take(",") {
                if end == ")" && isNext(end) { throw unexpected() }
            } else {
                try expect(end)
                break
            }
        }
        return elements
    }

    private mutating func entries() throws(CELProblem) -> [CELEntry] {
        var entries: [CELEntry] = []
        while !take("}") {
            let key = try expression()
            try expect(":")
            entries.append(CELEntry(key: key, value: try expression()))
            if !take(",") {
                try expect("}")
                break
            }
        }
        return entries
    }
}
