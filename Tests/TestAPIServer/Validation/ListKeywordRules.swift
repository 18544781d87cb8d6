internal import Resources

/// The keywords that say how lists and objects are merged.
enum ListKeywordRules {
    static func errors(of schema: StructuralSchema, at path: FieldPath) -> [FieldError] {
        var errors: [FieldError] = []
        if schema.preservesUnknown == false {
            errors.append(
                .invalid(
                    path.child("x-kubernetes-preserve-unknown-fields"), false, "must be true or undefined"))
        }
        if let type = schema.mapType {
            errors += wants("object", schema, path, because: "x-kubernetes-map-type")
            if !["atomic", "granular"].contains(type) {
                errors.append(
                    .notSupported(path.child("x-kubernetes-map-type"), .string(type), ["atomic", "granular"]))
            }
        }
        guard let type = schema.listType else {
            if !schema.listMapKeys.isEmpty {
                errors.append(
                    .required(
                        path.child("x-kubernetes-list-type"),
                        "must be map if x-kubernetes-list-map-keys is non-empty"))
            }
            return errors
        }
        errors += wants("array", schema, path, because: "x-kubernetes-list-type")
        if type == "set", let items = schema.items { errors += setErrors(items, path.child("items")) }
        if !["atomic", "set", "map"].contains(type) {
            errors.append(
                .notSupported(path.child("x-kubernetes-list-type"), .string(type), ["atomic", "set", "map"]))
        }
        if type == "map" {
            errors += mapErrors(schema, path)
        } else if !schema.listMapKeys.isEmpty {
            errors.append(
                .invalid(
                    path.child("x-kubernetes-list-type"), .string(type),
                    "must be map if x-kubernetes-list-map-keys is non-empty"))
        }
        if type == "set" || type == "map", schema.items?.isNullable ?? false {
            errors.append(
                .forbidden(
                    path.child("items").child("nullable"),
                    "cannot be nullable when x-kubernetes-list-type is \(type)"))
        }
        return errors
    }

    private static func wants(
        _ type: String, _ schema: StructuralSchema, _ path: FieldPath, because keyword: String
    ) -> [FieldError] {
        if schema.type == type { return [] }
        let detail = "must be \(type) if \(keyword) is specified"
        let place = path.child("type")
        return [
            schema.type.isEmpty ? .required(place, detail) : .invalid(place, .string(schema.type), detail)
        ]
    }

    private static func setErrors(_ items: StructuralSchema, _ path: FieldPath) -> [FieldError] {
        let detail = "must be atomic as item of a list with x-kubernetes-list-type=set"
        if items.type == "array", let type = items.listType, type != "atomic" {
            return [.invalid(path.child("x-kubernetes-list-type"), .string(type), detail)]
        }
        if items.type == "object", items.mapType != "atomic" {
            return [.invalid(path.child("x-kubernetes-map-type"), .null, detail)]
        }
        return []
    }

    private static func mapErrors(_ schema: StructuralSchema, _ path: FieldPath) -> [FieldError] {
        var errors: [FieldError] = []
        let keysPath = path.child("x-kubernetes-list-map-keys")
        let keys = Value.array(schema.listMapKeys.map { .string($0) })
        if schema.listMapKeys.isEmpty {
            errors.append(.required(keysPath, "must not be empty if x-kubernetes-list-type is map"))
        }
        guard let items = schema.items else {
            return errors + [
                .required(path.child("items"), "must have a schema if x-kubernetes-list-type is map")
            ]
        }
        if items.type != "object" {
            let detail = "must be object if parent array's x-kubernetes-list-type is map"
            return errors + [.invalid(path.child("items").child("type"), .string(items.type), detail)]
        }
        for (place, name) in schema.listMapKeys.enumerated() {
            let keyPath = path.child("items").child("properties").key(name)
            if schema.listMapKeys[..<place].contains(name) {
                errors.append(.invalid(keysPath, keys, "must not contain duplicate entries"))
            }
            guard let property = items.properties[name] else {
                errors.append(.invalid(keysPath, keys, "entries must all be names of item properties"))
                continue
            }
            if property.type == "array" || property.type == "object" {
                errors.append(
                    .invalid(
                        keyPath.child("type"), .string(items.type),
                        "must be a scalar type if parent array's x-kubernetes-list-type is map"))
            }
            let detail = "this property is in x-kubernetes-list-map-keys, so it"
            if !items.required.contains(name), property.defaultValue == nil {
                errors.append(
                    .required(
                        keyPath.child("default"), "\(detail) must have a default or be a required property"))
            }
            if property.isNullable {
                errors.append(.forbidden(keyPath.child("nullable"), "\(detail) cannot be nullable"))
            }
        }
        return errors
    }
}
