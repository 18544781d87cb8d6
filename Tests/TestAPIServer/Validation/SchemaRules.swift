internal import Resources

/// What a CRD's schema must be: structural, with valid defaults, keywords that Kubernetes supports, and rules
/// that compile and are cheap enough.
enum SchemaRules {
    /// The keywords at the root that keep their meaning when the status is validated alone, with the server's
    /// names for them in its order.
    private static let allowedAtRoot: KeyValuePairs = [
        "description": "Description", "type": "Type", "format": "Format", "title": "Title",
        "maximum": "Maximum",
        "exclusiveMaximum": "ExclusiveMaximum", "minimum": "Minimum", "exclusiveMinimum": "ExclusiveMinimum",
        "maxLength": "MaxLength", "minLength": "MinLength", "pattern": "Pattern", "maxItems": "MaxItems",
        "minItems": "MinItems", "uniqueItems": "UniqueItems", "multipleOf": "MultipleOf",
        "required": "Required",
        "items": "Items", "properties": "Properties", "externalDocs": "ExternalDocs", "example": "Example",
        "x-kubernetes-preserve-unknown-fields": "XPreserveUnknownFields",
        "x-kubernetes-validations": "XValidations",
    ]

    static func errors(of schema: StructuralSchema, at path: FieldPath, hasStatus: Bool) -> [FieldError] {
        var errors: [FieldError] = []
        if hasStatus { errors += rootErrors(schema, at: path) }
        if schema.isNullable {
            errors.append(.forbidden(path.child("nullable"), "nullable cannot be true at the root"))
        }
        // Errors of such keywords are told instead of those of the structure, which cannot be found then.
        let structural = schema.hasUnsupported ? [] : StructuralRules.errors(of: schema, at: path)
        var isSound = structural.isEmpty && !schema.hasUnsupported
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
                    "only \"object\" is allowed as the type at the root of the schema if the status "
                        + "subresource is enabled")
            ]
        }
        guard let other = schema.keywords.subtracting(allowedAtRoot.map(\.key)).sorted().first else {
            return []
        }
        let allowed = allowedAtRoot.map(\.value).joined(separator: " ")
        return [
            .invalid(
                path, .string(other),
                "only [\(allowed)] fields are allowed at the root of the schema if the status subresource "
                    + "is enabled"
            )
        ]
    }
}
