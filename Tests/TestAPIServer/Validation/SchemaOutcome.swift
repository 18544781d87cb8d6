/// What the validation of a value against a schema found.
struct SchemaOutcome {
    private(set) var errors: [FieldError] = []
    /// How many checks were made; `anyOf` and `oneOf` tell the errors of the branch with the most.
    var checks = 0

    var isValid: Bool { errors.isEmpty }

    /// Adds errors that were not told before.
    mutating func add(_ new: [FieldError]) {
        for error in new where !errors.contains(where: { $0.text == error.text }) { errors.append(error) }
    }

    mutating func add(_ error: FieldError) { add([error]) }

    mutating func merge(_ other: SchemaOutcome) {
        add(other.errors)
        checks += other.checks
    }

    mutating func dropErrors() { errors = [] }
}
