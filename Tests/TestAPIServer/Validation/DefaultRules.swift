internal import Resources

/// That defaults are pruned and valid themselves, by schema and by rules.
enum DefaultRules {
    static func errors(of schema: StructuralSchema, at path: FieldPath) -> [FieldError] {
        var errors: [FieldError] = []
        if let value = schema.defaultValue { errors += own(value, schema, at: path.child("default")) }
        if let items = schema.items { errors += Self.errors(of: items, at: path.child("items")) }
        for name in schema.names {
            guard let property = schema.properties[name] else { continue }
            errors += Self.errors(of: property, at: path.child("properties").key(name))
        }
        return errors
    }

    private static func own(_ value: Value, _ schema: StructuralSchema, at path: FieldPath) -> [FieldError] {
        var errors: [FieldError] = []
        var pruning = SchemaPruning()
        let pruned = pruning.prune(value, schema, path: "", isResource: schema.isEmbeddedResource)
        if pruned != value { errors.append(.invalid(path, value, "must not have unknown fields")) }
        let invalid =
            SchemaValidation(prefix: path).validate(value, schema, path: "", correlation: nil).errors
        if !invalid.isEmpty { return errors + invalid }
        guard let rules = RuleTree(schema, isResource: false) else { return errors }
        let place = RuleTree.Place(path: path, old: value, correlation: nil, parent: nil)
        return errors + rules.errors(value, at: place)
    }
}
