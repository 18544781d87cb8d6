/// A word of a CEL expression.
struct CELToken: Hashable, Sendable {
    enum Form: Hashable, Sendable {
        /// A name that is no reserved word of the grammar.
        case identifier(String)
        /// A number, string, bytes, `true`, `false` or `null`.
        case literal(CELValue)
        /// The digits of an int whose sign decides whether it fits: `9223372036854775808`.
        case tooLargeByOne
        /// A sign such as `&&`, or the word `in`.
        case sign(String)
        case end
    }

    let form: Form
    /// Where the token starts, in characters.
    let offset: Int

    /// How a syntax error names the token.
    var text: String {
        switch form {
        case .identifier(let name): "'\(name)'"
        case .literal: "a literal"
        case .tooLargeByOne: "a number that is too large"
        case .sign(let sign): "'\(sign)'"
        case .end: "the end of the expression"
        }
    }
}
