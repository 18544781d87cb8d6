internal import Resources

/// The longest duration that the server takes, in characters. Messages repeat a text of this length whole.
private let longestDuration: Int64 = 60

/// `object` as a structural schema (KEP-1979) with its rules in CEL.
func structuralSchema(_ object: ObjectSchema) -> [String: Value] {
    var properties: [String: Value] = [:]
    for field in object.fields { properties[field.name] = .object(property(field)) }
    var schema: [String: Value] = ["type": "object", "properties": .object(properties)]
    let required = object.fields.filter(\.required).map { Value.string($0.name) }
    if !required.isEmpty { schema["required"] = .array(required) }
    let rules = object.rules.compactMap { validationRule($0, in: object) }
    if !rules.isEmpty { schema["x-kubernetes-validations"] = .array(rules) }
    return schema
}

private func property(_ field: Field) -> [String: Value] {
    var schema = structuralSchema(field.type)
    schema["description"] = .string(description(of: field))
    // With the defaults inside: the server asks the rules of a default before it fills that.
    if let value = field.defaultValue { schema["default"] = field.type.fillingDefaults(value) }
    if case .array(let element, _, _) = field.type, let key = element.objectSchema?.identifyingField {
        schema["x-kubernetes-list-type"] = "map"
        schema["x-kubernetes-list-map-keys"] = [.string(key)]
    }
    return schema
}

private func structuralSchema(_ type: FieldType) -> [String: Value] {
    switch type {
    case .string(let format): structuralSchema(format)
    case .bool: ["type": "boolean"]
    case .int(let range): integer(range)
    case .number(let range):
        ["type": "number", "minimum": number(range.lowerBound), "maximum": number(range.upperBound)]
    case .duration(let range):
        [
            "type": "string", "minLength": 2, "maxLength": .int(longestDuration),
            "pattern": .string(Duration.manifestPattern),
            "x-kubernetes-validations": [durationRangeRule(range)],
        ]
    case .choice(let choices): ["type": "string", "enum": .array(choices.map { .string($0.name) })]
    case .array(let element, let count, let unique): array(element, count: count, unique: unique)
    case .map(let keys, let values): map(keys: keys, values: values)
    case .object(let schema): structuralSchema(schema)
    // Not nullable: CEL takes a null for an absent field, so the server shall drop it as one.
    case .any: ["x-kubernetes-preserve-unknown-fields": true]
    case .intOrString:
        [
            "x-kubernetes-int-or-string": true, "minLength": 1,
            "anyOf": [["type": "integer"], ["type": "string"]],
        ]
    }
}

private func structuralSchema(_ format: StringFormat) -> [String: Value] {
    var schema: [String: Value] = ["type": "string"]
    if let pattern = format.pattern { schema["pattern"] = .string(pattern) }
    if let length = format.maximumLength { schema["maxLength"] = .int(Int64(length)) }
    if format == .nonEmpty { schema["minLength"] = 1 }
    if format == .timestamp {
        schema["maxLength"] = .int(longestDuration)
        schema["x-kubernetes-validations"] = [calendarRule]
    }
    return schema
}

private func integer(_ range: ClosedRange<Int64>) -> [String: Value] {
    var schema: [String: Value] = ["type": "integer", "minimum": .int(range.lowerBound)]
    schema["format"] = range.upperBound <= Int64(Int32.max) ? "int32" : "int64"
    if range.upperBound < .max { schema["maximum"] = .int(range.upperBound) }
    return schema
}

private func number(_ bound: Double) -> Value { Int64(exactly: bound).map(Value.int) ?? .double(bound) }

private func array(_ element: FieldType, count: ClosedRange<Int>, unique: Bool) -> [String: Value] {
    var schema: [String: Value] = [
        "type": "array", "items": .object(structuralSchema(element)),
        "maxItems": .int(Int64(count.upperBound)), "x-kubernetes-list-type": unique ? "set" : "atomic",
    ]
    if count.lowerBound > 0 { schema["minItems"] = .int(Int64(count.lowerBound)) }
    return schema
}

private func map(keys: StringFormat, values: FieldType) -> [String: Value] {
    var schema: [String: Value] = [
        "type": "object", "additionalProperties": .object(structuralSchema(values)),
        "maxProperties": .int(Int64(FieldType.maximumMapCount)),
    ]
    if let rule = mapKeyRule(keys) { schema["x-kubernetes-validations"] = [rule] }
    return schema
}

extension ObjectSchema {
    /// The field that tells the elements of a list apart, so that several writers may each own some; nil for
    /// lists that are written as a whole. Conditions go by their type (Kubernetes API conventions).
    fileprivate var identifyingField: String? {
        field("type") != nil && field("lastTransitionTime") != nil ? "type" : nil
    }
}
