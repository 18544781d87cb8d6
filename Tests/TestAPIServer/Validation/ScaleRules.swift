internal import Resources

/// What the fields of `/scale` must be in the custom resource.
enum ScaleRules {
    static func errors(_ object: Value, _ scale: CustomResourceScale?, includesSpec: Bool) -> [FieldError] {
        guard let scale else { return [] }
        var errors: [FieldError] = []
        if includesSpec { errors += replicas(object, scale.specReplicasPath) }
        errors += replicas(object, scale.statusReplicasPath)
        if let path = scale.labelSelectorPath {
            if let (wrong, steps) = obstacle(in: object, path) {
                errors.append(.invalid(fieldPath(path), .string(""), notAnObject(wrong, path, steps)))
            } else if let found = object.member(at: path), found.stringValue == nil {
                let text = accessorError(found, path, expected: "string")
                errors.append(.invalid(fieldPath(path), .string(""), text))
            }
        }
        return errors
    }

    private static func fieldPath(_ path: [String]) -> FieldPath {
        FieldPath(text: "." + path.joined(separator: "."))
    }

    private static func replicas(_ object: Value, _ path: [String]) -> [FieldError] {
        if let (wrong, steps) = obstacle(in: object, path) {
            return [.invalid(fieldPath(path), 0, notAnObject(wrong, path, steps))]
        }
        guard let found = object.member(at: path) else { return [] }
        guard let number = found.intValue else {
            return [.invalid(fieldPath(path), 0, accessorError(found, path, expected: "int64"))]
        }
        if number < 0 { return [.invalid(fieldPath(path), found, "should be a non-negative integer")] }
        if number > Int64(Int32.max) {
            return [.invalid(fieldPath(path), found, "should be less than or equal to \(Int32.max)")]
        }
        return []
    }

    /// The first value on the way that has no members, and how many steps lead to it.
    private static func obstacle(in object: Value, _ path: [String]) -> (Value, steps: Int)? {
        for steps in 1..<max(path.count, 1) {
            guard let value = object.member(at: Array(path[..<steps])), value != .null else { return nil }
            if value.objectValue == nil { return (value, steps) }
        }
        return nil
    }

    private static func notAnObject(_ value: Value, _ path: [String], _ steps: Int) -> String {
        accessorError(value, Array(path[...steps]), expected: "map[string]interface{}")
    }

    private static func accessorError(_ value: Value, _ path: [String], expected: String) -> String {
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
        return
            "\(fieldPath(path)) accessor error: \(plain(value)) is of the type \(found), expected \(expected)"
    }

    /// A value in the form of Go's `%v`.
    private static func plain(_ value: Value) -> String {
        switch value {
        case .null: "<nil>"
        case .string(let text): text
        case .array(let elements): "[" + elements.map(plain).joined(separator: " ") + "]"
        case .object(let members):
            "map["
                + members.sorted { $0.key < $1.key }.map { "\($0.key):\(plain($0.value))" }
                .joined(separator: " ") + "]"
        default: GoJSON.shown(value)
        }
    }
}
