internal import Resources

/// What the fields of `/scale` must be in the custom resource.
enum ScaleRules {
    static func errors(_ object: Value, _ scale: CustomResourceScale?, includesSpec: Bool) -> [FieldError] {
        guard let scale else { return [] }
        var errors: [FieldError] = []
        if includesSpec { errors += replicas(object, scale.specReplicasPath) }
        errors += replicas(object, scale.statusReplicasPath)
        if let path = scale.labelSelectorPath, let found = object.member(at: path), found.stringValue == nil {
            errors.append(.invalid(fieldPath(path), .string(""), wrongType(found, path, "string")))
        }
        return errors
    }

    private static func fieldPath(_ path: [String]) -> FieldPath {
        FieldPath(text: "." + path.joined(separator: "."))
    }

    private static func replicas(_ object: Value, _ path: [String]) -> [FieldError] {
        guard let found = object.member(at: path) else { return [] }
        guard let number = found.intValue else {
            return [.invalid(fieldPath(path), 0, wrongType(found, path, "int64"))]
        }
        if number < 0 { return [.invalid(fieldPath(path), found, "should be a non-negative integer")] }
        if number > Int64(Int32.max) {
            return [.invalid(fieldPath(path), found, "should be less than or equal to \(Int32.max)")]
        }
        return []
    }

    private static func wrongType(_ value: Value, _ path: [String], _ wanted: String) -> String {
        let found =
            switch value {
            case .null: "<nil>"
            case .bool: "bool"
            case .int: "int64"
            case .double: "float64"
            case .string: "string"
            case .array: "[]interface {}"
            case .object: "map[string]interface {}"
            }
        let shown = value.stringValue ?? GoJSON.shown(value)
        return
            ".\(path.joined(separator: ".")) accessor error: \(shown) is of the type \(found), expected "
            + "\(wanted)"
    }
}
