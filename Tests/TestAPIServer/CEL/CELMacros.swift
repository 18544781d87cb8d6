/// The macros of CEL: calls that are rewritten while parsing.
enum CELMacros {
    /// The node of the call `target.name(arguments)`, or of the macro of that name and count of arguments.
    static func expand(
        _ name: String, target: CELNode?, _ arguments: [CELNode], at offset: Int
    ) throws(CELProblem) -> CELNode {
        if target == nil, name == "has", arguments.count == 1 {
            guard case .select(let operand, let field, false) = arguments[0].form else {
                throw CELProblem(message: "invalid argument to has() macro", offset: arguments[0].offset)
            }
            return CELNode(form: .select(operand, field: field, isTest: true), offset: offset)
        }
        if let range = target, let macro = CELComprehension.Macro(rawValue: name),
            arguments.count == 2 || (macro == .map && arguments.count == 3)
        {
            guard case .identifier(let variable) = arguments[0].form else {
                throw CELProblem(message: "argument must be a simple name", offset: arguments[0].offset)
            }
            let isFiltered = arguments.count == 3
            let loop = CELComprehension(
                macro: macro, range: range, variable: variable,
                condition: macro == .map && !isFiltered ? nil : arguments[1],
                transform: macro == .map ? arguments[isFiltered ? 2 : 1] : nil)
            return CELNode(form: .comprehension(loop), offset: offset)
        }
        return CELNode(form: .call(name, target: target, arguments), offset: offset)
    }
}
