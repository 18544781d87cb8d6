internal import Resources

/// A node of `openAPIV3Schema`, read into what validation needs.
final class StructuralSchema: Sendable {
    /// What `additionalProperties` says.
    enum Additional: Sendable {
        case absent
        case flag(Bool)
        case schema(StructuralSchema)

        var schema: StructuralSchema? {
            if case .schema(let schema) = self { return schema }
            return nil
        }

        var isAbsent: Bool {
            if case .absent = self { return true }
            return false
        }
    }

    let type: String
    let format: String
    let title: String
    let description: String
    let isNullable: Bool
    let defaultValue: Value?
    let enumeration: [Value]?
    let limits: SchemaLimits
    let required: [String]
    let properties: [String: StructuralSchema]
    let additional: Additional
    let items: StructuralSchema?
    let allOf, anyOf, oneOf: [StructuralSchema]
    let not: StructuralSchema?
    let isIntOrString: Bool
    let isEmbeddedResource: Bool
    /// Nil when not given; the server refuses `false`.
    let preservesUnknown: Bool?
    let listType: String?
    let listMapKeys: [String]
    let mapType: String?
    let rules: [SchemaRule]
    /// Keywords of JSON Schema that are there although Kubernetes does not support them.
    let unsupported: [String]
    /// The names of all keywords that are there.
    let keywords: Set<String>

    init(_ value: Value) {
        func text(_ name: String) -> String { value[name]?.stringValue ?? "" }
        func schemas(_ name: String) -> [StructuralSchema] {
            (value[name]?.arrayValue ?? []).map(StructuralSchema.init)
        }
        func texts(_ name: String) -> [String] { (value[name]?.arrayValue ?? []).compactMap(\.stringValue) }
        type = text("type")
        format = text("format")
        title = text("title")
        description = text("description")
        isNullable = value["nullable"]?.boolValue ?? false
        defaultValue = value["default"] == .null ? nil : value["default"]
        enumeration = value["enum"]?.arrayValue
        limits = SchemaLimits(value)
        required = texts("required")
        properties = (value["properties"]?.objectValue ?? [:]).mapValues(StructuralSchema.init)
        switch value["additionalProperties"] {
        case .bool(let flag)?: additional = .flag(flag)
        case .object(let members)?: additional = .schema(StructuralSchema(.object(members)))
        default: additional = .absent
        }
        items = value["items"]?.objectValue.map { StructuralSchema(.object($0)) }
        allOf = schemas("allOf")
        anyOf = schemas("anyOf")
        oneOf = schemas("oneOf")
        not = value["not"]?.objectValue.map { StructuralSchema(.object($0)) }
        isIntOrString = value["x-kubernetes-int-or-string"]?.boolValue ?? false
        isEmbeddedResource = value["x-kubernetes-embedded-resource"]?.boolValue ?? false
        preservesUnknown = value["x-kubernetes-preserve-unknown-fields"]?.boolValue
        listType = value["x-kubernetes-list-type"]?.stringValue
        listMapKeys = texts("x-kubernetes-list-map-keys")
        mapType = value["x-kubernetes-map-type"]?.stringValue
        rules = (value["x-kubernetes-validations"]?.arrayValue ?? []).map(SchemaRule.init)
        keywords = Set((value.objectValue ?? [:]).keys)
        let isTuple = value["items"]?.arrayValue != nil
        unsupported = Self.unsupportedKeywords.filter { value[$0] != nil } + (isTuple ? ["items"] : [])
    }

    private static let unsupportedKeywords = [
        "id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref",
    ]

    /// The names of the properties, in the order in which this model visits them; the server has none.
    var names: [String] { properties.keys.sorted() }

    var keepsUnknown: Bool { preservesUnknown ?? false }

    /// The nodes right under this one, of all kinds.
    var children: [StructuralSchema] {
        Array(properties.values) + [items, additional.schema, not].compactMap { $0 } + allOf + anyOf + oneOf
    }

    /// Whether a keyword that is not supported is anywhere in the schema, so that it cannot be structural.
    var hasUnsupported: Bool { !unsupported.isEmpty || children.contains(where: \.hasUnsupported) }

    /// Whether any node of the schema has rules.
    var hasRules: Bool {
        !rules.isEmpty || items?.hasRules ?? false || additional.schema?.hasRules ?? false
            || properties.values.contains(where: \.hasRules)
    }
}

/// The bounds that a schema sets on numbers, strings, lists and objects.
struct SchemaLimits: Hashable, Sendable {
    let maximum, minimum, multipleOf: Double?
    let isMaximumExclusive, isMinimumExclusive: Bool
    let maximumLength, minimumLength: Int64?
    let pattern: String
    let maximumItems, minimumItems: Int64?
    let isUnique: Bool
    let maximumProperties, minimumProperties: Int64?
    /// The compiled `pattern`; nil when there is none or it is no regular expression.
    let expression: RE2?

    init(_ value: Value) {
        maximum = value["maximum"]?.doubleValue
        minimum = value["minimum"]?.doubleValue
        multipleOf = value["multipleOf"]?.doubleValue
        isMaximumExclusive = value["exclusiveMaximum"]?.boolValue ?? false
        isMinimumExclusive = value["exclusiveMinimum"]?.boolValue ?? false
        maximumLength = value["maxLength"]?.intValue
        minimumLength = value["minLength"]?.intValue
        pattern = value["pattern"]?.stringValue ?? ""
        maximumItems = value["maxItems"]?.intValue
        minimumItems = value["minItems"]?.intValue
        isUnique = value["uniqueItems"]?.boolValue ?? false
        maximumProperties = value["maxProperties"]?.intValue
        minimumProperties = value["minProperties"]?.intValue
        expression = pattern.isEmpty ? nil : try? RE2(pattern)
    }
}
