extension Schema {
    /// The definition as JSON Schema (draft 7, which editors understand best).
    ///
    /// It accepts all that decoding accepts, save that text must be quoted where it looks like a number or a
    /// truth value. It cannot say everything: ranges of durations, cron and rules that compare values are
    /// only checked by decoding.
    public func jsonSchema() -> Value {
        var schema = root.jsonSchema
        schema["$schema"] = "http://json-schema.org/draft-07/schema#"
        schema["title"] = .string("\(kind.rawValue), \(Kind.apiVersion)")
        schema["description"] = .string(doc)
        return .object(schema)
    }
}

extension ObjectSchema {
    fileprivate var jsonSchema: [String: Value] {
        var schema: [String: Value] = ["type": "object", "additionalProperties": false]
        var properties: [String: Value] = [:]
        for field in fields {
            var property = field.type.jsonSchema
            property["description"] = .string(
                field.enforced ? field.doc : "\(field.doc) (Stored, not yet enforced.)")
            if let defaultValue = field.defaultValue { property["default"] = defaultValue }
            properties[field.name] = .object(property)
        }
        schema["properties"] = .object(properties)
        let required = fields.filter(\.required).map { Value.string($0.name) }
        if !required.isEmpty { schema["required"] = .array(required) }
        let conditions = rules.compactMap { $0.jsonSchema(in: self) }
        if !conditions.isEmpty { schema["allOf"] = .array(conditions) }
        return schema
    }
}

extension Rule {
    /// The rule as a condition; nil when JSON Schema has no words for it.
    fileprivate func jsonSchema(in object: ObjectSchema) -> Value? {
        func given(_ name: String) -> Value { ["required": [.string(name)]] }
        switch check {
        case .exactlyOneOf(let names):
            return ["oneOf": .array(names.map(given))]
        case .givenExactlyWhen(let field, let other, let value):
            var condition: [String: Value] = ["properties": .object([other: ["const": .string(value)]])]
            if object.field(other)?.defaultValue != .string(value) {
                condition["required"] = [.string(other)]
            }
            return ["if": .object(condition), "then": given(field), "else": ["not": given(field)]]
        case .durationAtMost, .notOwnName:
            return nil
        }
    }
}

extension FieldType {
    fileprivate var jsonSchema: [String: Value] {
        switch self {
        case .string(let format): format.jsonSchema
        case .bool: ["type": "boolean"]
        case .int(let range):
            ["type": "integer", "minimum": .int(range.lowerBound), "maximum": .int(range.upperBound)]
        case .number(let range):
            ["type": "number", "minimum": .double(range.lowerBound), "maximum": .double(range.upperBound)]
        case .duration:
            [
                "type": "string", "minLength": 2,
                "pattern": "^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",
            ]
        case .choice(let choices): ["type": "string", "enum": .array(choices.map { .string($0.name) })]
        case .array(let element, let count, let unique):
            [
                "type": "array", "items": .object(element.jsonSchema), "uniqueItems": .bool(unique),
                "minItems": .int(Int64(count.lowerBound)), "maxItems": .int(Int64(count.upperBound)),
            ]
        case .map(let keys, let values):
            [
                "type": "object", "propertyNames": .object(keys.jsonSchema),
                "additionalProperties": .object(values.jsonSchema),
            ]
        case .object(let schema): schema.jsonSchema
        case .any: [:]
        case .intOrString: ["type": ["integer", "string"]]
        }
    }
}

extension StringFormat {
    fileprivate var jsonSchema: [String: Value] {
        let word = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
        let qualified = "([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)"
        return switch self {
        case .any, .cron: ["type": "string"]
        case .nonEmpty: ["type": "string", "minLength": 1]
        case .resourceName:
            ["type": "string", "maxLength": 253, "pattern": .string("^\(word)(\\.\(word))*$")]
        case .namespace: ["type": "string", "maxLength": 63, "pattern": .string("^\(word)$")]
        case .labelKey: ["type": "string", "pattern": .string("^(\(word)(\\.\(word))*/)?\(qualified)$")]
        case .labelValue: ["type": "string", "maxLength": 63, "pattern": .string("^\(qualified)?$")]
        case .environmentName: ["type": "string", "pattern": "^[!-<>-~]+$"]
        case .timeZone:
            ["type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z][A-Za-z0-9_+-]*){0,2}$"]
        case .timestamp: ["type": "string", "format": "date-time"]
        }
    }
}
