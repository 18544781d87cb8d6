/// A call whose arguments are checked.
struct CELCall {
    let name: String
    let target: CELEstimate?
    let arguments: [CELEstimate]

    /// The target and the arguments.
    var operands: [CELEstimate] { (target.map { [$0] } ?? []) + arguments }

    /// The types as the server's messages put them: `(int, string)` or `string.(int)`.
    var signature: String {
        let list = "(" + arguments.map(\.type.description).joined(separator: ", ") + ")"
        return target.map { "\($0.type.description).\(list)" } ?? list
    }
}
