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
            property["description"] = .string(field.doc)
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
        func isValue(_ name: String, _ value: String) -> Value {
            var condition: [String: Value] = ["properties": .object([name: ["const": .string(value)]])]
            if object.field(name)?.defaultValue != .string(value) {
                condition["required"] = given(name)["required"]
            }
            return .object(condition)
        }
        switch check {
        case .exactlyOneOf(let names):
            return ["oneOf": .array(names.map(given))]
        case .givenExactlyWhen(let field, let other, let value):
            return ["if": isValue(other, value), "then": given(field), "else": ["not": given(field)]]
        case .givenWhen(let path, let other, let value):
            let needed = path.reversed().reduce(nil as Value?) { inner, name in
                guard let inner else { return given(name) }
                return ["required": [.string(name)], "properties": .object([name: inner])]
            }
            return needed.map { ["if": isValue(other, value), "then": $0] }
        case .onlyWhen(let field, let other, let value):
            return ["if": given(field), "then": isValue(other, value)]
        case .onlyWith(let field, let other):
            return ["if": given(field), "then": given(other)]
        case .atLeastOneOf(let names):
            return ["anyOf": .array(names.map(given))]
        case .durationAtMost, .intAtMost, .notOwnName:
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
                "pattern": .string(Duration.manifestPattern),
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
                "maxProperties": .int(Int64(FieldType.maximumMapCount)),
            ]
        case .object(let schema): schema.jsonSchema
        case .any: [:]
        case .intOrString: ["type": ["integer", "string"]]
        }
    }
}

extension StringFormat {
    fileprivate var jsonSchema: [String: Value] {
        var schema: [String: Value] = ["type": "string"]
        if let pattern { schema["pattern"] = .string(pattern) }
        if let maximumLength { schema["maxLength"] = .int(Int64(maximumLength)) }
        if self == .nonEmpty { schema["minLength"] = 1 }
        if self == .timestamp { schema["format"] = "date-time" }
        return schema
    }
}
