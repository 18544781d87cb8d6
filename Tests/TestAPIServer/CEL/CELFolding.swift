/// Conversions of literals, which the server carries out before an expression runs, so that `int('x')` is an
/// error of the expression and not of the object.
enum CELFolding {
    /// Throws the error of the first such conversion that fails.
    static func check(_ node: CELNode) throws(CELError) {
        for child in node.children { try check(child) }
        if case .call(let name, nil, let arguments) = node.form, arguments.count == 1,
            case .literal(let value) = arguments[0].form
        {
            _ = try CELConversions.apply(name, value, count: 1)
        }
    }
}
