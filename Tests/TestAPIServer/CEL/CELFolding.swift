/// Conversions of literals, which the server carries out before an expression runs, so that `int('x')` is an
/// error of the expression and not of the object.
enum CELFolding {
    /// Throws the error of the first such conversion that fails.
    static func check(_ node: CELNode) throws(CELError) {
        switch node.form {
        case .literal, .identifier: break
        case .select(let operand, _, _): try check(operand)
        case .call(let name, let target, let arguments):
            if let target { try check(target) }
            for argument in arguments { try check(argument) }
            if target == nil, arguments.count == 1, case .literal(let value) = arguments[0].form {
                _ = try CELConversions.apply(name, value, count: 1)
            }
        case .list(let elements): for element in elements { try check(element) }
        case .map(let entries):
            for entry in entries {
                try check(entry.key)
                try check(entry.value)
            }
        case .comprehension(let loop):
            for part in [loop.range, loop.condition, loop.transform] {
                if let part { try check(part) }
            }
        }
    }
}
