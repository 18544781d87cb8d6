internal import Resources

/// Where a value is: the path of the field in errors, and the path in the text of messages.
struct SchemaSite {
    let prefix: FieldPath
    let path: String

    /// The whole path; a leading point, which members of the object itself have, is left out.
    var fieldPath: FieldPath {
        let inner = path.hasPrefix(".") ? String(path.dropFirst()) : path
        return inner.isEmpty ? prefix : prefix.child(inner)
    }

    /// `Invalid value: <value>: <path> in body <text>`.
    func invalid(_ value: Value, _ text: String) -> FieldError {
        .invalid(fieldPath, value, "\(path) in body \(text)")
    }

    /// That the value is not of `type`, where `found` says what it is.
    func wrongType(_ type: String, found: String) -> FieldError {
        .typeInvalid(
            fieldPath, .string(found), "\(path) in body must be of type \(type): \(GoQuoting.quoted(found))")
    }
}
