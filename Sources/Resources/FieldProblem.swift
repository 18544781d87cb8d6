/// What is wrong with the text of a field, before it is known which field it is.
struct FieldProblem: Equatable {
    let message: String
    let hint: String?

    init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}
