internal import Resources

/// The rules of structural schemas: every node says its type, and what `anyOf` and its like speak of is also
/// said outside of them.
enum StructuralRules {
    private enum Level { case root, item, field }

    /// Sorted by path, as the server sorts them.
    static func errors(of schema: StructuralSchema, at path: FieldPath) -> [FieldError] {
        let errors = invariants(schema, .root, path) + branches(of: schema, schema, path, path)
        return errors.sorted { $0.text < $1.text }
    }

    private static func invariants(_ schema: StructuralSchema, _ level: Level, _ path: FieldPath)
        -> [FieldError]
    {
        var errors: [FieldError] = []
        if schema.type == "array", schema.items == nil, !schema.unsupported.contains("items") {
            errors.append(.required(path.child("items"), "must be specified"))
        }
        if let items = schema.items { errors += invariants(items, .item, path.child("items")) }
        for name in schema.names {
            guard let property = schema.properties[name] else { continue }
            let place = path.child("properties").key(name)
            errors += invariants(property, .field, place)
            if name == "metadata" { errors += metadata(property, in: schema, level, place) }
        }
        if !schema.additional.isAbsent, level == .root {
            errors.append(.forbidden(path.child("additionalProperties"), "must not be used at the root"))
        }
        if let additional = schema.additional.schema {
            errors += invariants(additional, .field, path.child("additionalProperties"))
        }
        errors += extensions(schema, path)
        errors += nested(in: schema, path)
        return errors + types(schema, level, path)
    }

    private static func extensions(_ schema: StructuralSchema, _ path: FieldPath) -> [FieldError] {
        var errors: [FieldError] = []
        let detail = "must be false if x-kubernetes-int-or-string is true"
        if schema.isIntOrString && schema.keepsUnknown {
            errors.append(.invalid(path.child("x-kubernetes-preserve-unknown-fields"), true, detail))
        }
        if schema.isIntOrString && schema.isEmbeddedResource {
            errors.append(.invalid(path.child("x-kubernetes-embedded-resource"), true, detail))
        }
        if !schema.limits.pattern.isEmpty {
            do { _ = try RE2(schema.limits.pattern) } catch {
                errors.append(
                    .invalid(
                        path.child("pattern"), .string(schema.limits.pattern),
                        "must be a valid regular expression, but isn't: \(error.message)"))
            }
        }
        return errors
    }

    private static func types(_ schema: StructuralSchema, _ level: Level, _ path: FieldPath) -> [FieldError] {
        var errors: [FieldError] = []
        let place = path.child("type")
        if schema.isEmbeddedResource && schema.type != "object" {
            let detail = "must be object if x-kubernetes-embedded-resource is true"
            errors.append(
                schema.type.isEmpty ? .required(place, detail) : .invalid(place, .string(schema.type), detail)
            )
        } else if schema.type.isEmpty, !schema.isIntOrString, !schema.keepsUnknown {
            let what =
                switch level {
                case .root: "at the root"
                case .item: "for specified array items"
                case .field: "for specified object fields"
                }
            errors.append(.required(place, "must not be empty \(what)"))
        }
        if schema.isEmbeddedResource && !schema.additional.isAbsent {
            errors.append(
                .forbidden(
                    path.child("additionalProperties"),
                    "must not be used if x-kubernetes-embedded-resource is set"))
        }
        if level == .root, !schema.type.isEmpty, schema.type != "object" {
            errors.append(.invalid(place, .string(schema.type), "must be object at the root"))
        }
        if level == .root || schema.isEmbeddedResource {
            for name in ["kind", "apiVersion"] {
                guard let property = schema.properties[name], property.type != "string" else { continue }
                errors.append(
                    .invalid(
                        path.child("properties").key(name).child("type"), .string(property.type),
                        "must be string"))
            }
        }
        if schema.isEmbeddedResource, !schema.keepsUnknown, schema.properties.isEmpty {
            errors.append(
                .required(
                    path.child("properties"),
                    "must not be empty if x-kubernetes-embedded-resource is true without "
                        + "x-kubernetes-preserve-unknown-fields"))
        }
        return errors
    }

    private static func metadata(
        _ schema: StructuralSchema, in parent: StructuralSchema, _ level: Level, _ path: FieldPath
    ) -> [FieldError] {
        var errors: [FieldError] = []
        if level == .root || parent.isEmbeddedResource, schema.type != "object" {
            errors.append(.invalid(path.child("type"), .string(schema.type), "must be object"))
        }
        if level == .root {
            let isNamesOnly = Set(schema.properties.keys).isSubset(of: ["name", "generateName"])
            let rest = schema.keywords.subtracting(["type", "properties", "default"])
            if !isNamesOnly || !rest.isEmpty {
                errors.append(
                    .forbidden(
                        path,
                        "must not specify anything other than name and generateName, but metadata is "
                            + "implicitly specified"))
            }
        }
        return errors
    }

    /// The errors of what stands in `anyOf` and its like; the two forms that go with int-or-string are
    /// allowed.
    private static func nested(in schema: StructuralSchema, _ path: FieldPath) -> [FieldError] {
        var errors: [FieldError] = []
        if !isIntOrString(schema.anyOf) {
            for (place, branch) in schema.anyOf.enumerated() {
                errors += value(branch, path.child("anyOf").index(place))
            }
        }
        for (place, branch) in schema.allOf.enumerated() {
            let isPair = place == 0 && isIntOrString(branch.anyOf)
            errors += value(branch, path.child("allOf").index(place), skipsAnyOf: isPair)
        }
        for (place, branch) in schema.oneOf.enumerated() {
            errors += value(branch, path.child("oneOf").index(place))
        }
        if let not = schema.not { errors += value(not, path.child("not")) }
        return errors
    }

    private static func isIntOrString(_ branches: [StructuralSchema]) -> Bool {
        branches.count == 2 && branches.map(\.type) == ["integer", "string"]
            && branches.allSatisfy { $0.keywords == ["type"] }
    }

    /// What a schema inside of `anyOf` and its like may not say.
    private static func value(
        _ schema: StructuralSchema, _ path: FieldPath, skipsAnyOf: Bool = false
    ) -> [FieldError] {
        var errors = extensions(schema, path)
        if !skipsAnyOf { errors += nested(in: schema, path) }
        if let items = schema.items { errors += value(items, path.child("items")) }
        for name in schema.names {
            if let property = schema.properties[name] {
                errors += value(property, path.child("properties").key(name))
            }
        }
        let forbidden: [(String, Bool, String)] = [
            ("type", !schema.type.isEmpty, "be empty"),
            ("additionalProperties", !schema.additional.isAbsent, "be undefined"),
            ("default", schema.defaultValue != nil, "be undefined"),
            ("title", !schema.title.isEmpty, "be empty"),
            ("description", !schema.description.isEmpty, "be empty"),
            ("nullable", schema.isNullable, "be false"),
            ("x-kubernetes-preserve-unknown-fields", schema.keepsUnknown, "be false"),
            ("x-kubernetes-embedded-resource", schema.isEmbeddedResource, "be false"),
            ("x-kubernetes-int-or-string", schema.isIntOrString, "be false"),
            ("x-kubernetes-list-map-keys", !schema.listMapKeys.isEmpty, "be empty"),
            ("x-kubernetes-list-type", schema.listType != nil, "be undefined"),
            ("x-kubernetes-map-type", schema.mapType != nil, "be undefined"),
            ("x-kubernetes-validations", !schema.rules.isEmpty, "be empty"),
        ]
        for (name, isThere, wanted) in forbidden where isThere {
            errors.append(.forbidden(path.child(name), "must \(wanted) to be structural"))
        }
        if schema.properties["metadata"] != nil {
            errors.append(
                .forbidden(
                    path.child("properties").key("metadata"), "must not be specified in a nested context"))
        }
        return errors
    }

    /// That every field and item inside of `anyOf` and its like is also known outside.
    private static func branches(
        of value: StructuralSchema, _ schema: StructuralSchema, _ path: FieldPath, _ valuePath: FieldPath
    ) -> [FieldError] {
        var errors: [FieldError] = []
        var all: [(StructuralSchema, FieldPath)] = []
        if let not = value.not { all.append((not, valuePath.child("not"))) }
        for (name, list) in [("allOf", value.allOf), ("anyOf", value.anyOf), ("oneOf", value.oneOf)] {
            all += list.enumerated().map { ($1, valuePath.child(name).index($0)) }
        }
        for (branch, place) in all { errors += complete(branch, schema, path, place) }
        guard value === schema else { return errors }
        return errors
    }

    private static func complete(
        _ value: StructuralSchema, _ schema: StructuralSchema?, _ path: FieldPath, _ valuePath: FieldPath
    ) -> [FieldError] {
        guard let schema else { return [.required(path, "because it is defined in \(valuePath)")] }
        var errors = branches(of: value, schema, path, valuePath)
        if let items = value.items {
            errors += complete(items, schema.items, path.child("items"), valuePath.child("items"))
        }
        for name in value.names {
            guard let property = value.properties[name] else { continue }
            errors += complete(
                property, schema.properties[name], path.child("properties").key(name),
                valuePath.child("properties").key(name))
        }
        return errors
    }
}
