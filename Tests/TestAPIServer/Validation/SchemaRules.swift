internal import Resources

/// What a CRD's schema must be: structural, with valid defaults, keywords that Kubernetes supports, and rules
/// that compile and are cheap enough.
enum SchemaRules {
    private static let allowedAtRoot: Set<String> = [
        "description", "type", "format", "title", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum",
        "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "multipleOf", "required", "items",
        "properties", "externalDocs", "example", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-validations",
    ]

    static func errors(of schema: StructuralSchema, at path: FieldPath, hasStatus: Bool) -> [FieldError] {
        var errors: [FieldError] = []
        if hasStatus { errors += rootErrors(schema, at: path) }
        if schema.isNullable {
            errors.append(.forbidden(path.child("nullable"), "nullable cannot be true at the root"))
        }
        let structural = StructuralRules.errors(of: schema, at: path)
        var isSound = structural.isEmpty
        errors += structural
        if isSound {
            let defaults = DefaultRules.errors(of: schema, at: path)
            isSound = defaults.isEmpty
            errors += defaults
        }
        var keywords = KeywordRules(checksRules: isSound)
        errors += keywords.errors(of: schema, at: path)
        return errors + keywords.totalCostErrors(at: path)
    }

    private static func rootErrors(_ schema: StructuralSchema, at path: FieldPath) -> [FieldError] {
        if !schema.type.isEmpty, schema.type != "object" {
            return [
                .invalid(
                    path.child("type"), .string(schema.type),
                    "only \"object\" is allowed as the type at the root of the schema if the status subresource is "
                        + "enabled")
            ]
        }
        guard let other = schema.keywords.subtracting(allowedAtRoot).sorted().first else { return [] }
        return [
            .invalid(
                path, .string(other),
                "this field is not allowed at the root of the schema if the status subresource is enabled")
        ]
    }
}
