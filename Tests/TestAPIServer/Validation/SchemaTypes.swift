internal import Resources

/// The check of `type`, `nullable` and what a format demands of the type.
enum SchemaTypes {
    static func typeErrors(_ value: Value, _ schema: StructuralSchema, _ site: SchemaSite) -> [FieldError] {
        let types = schema.isIntOrString ? ["integer", "string"] : schema.type.isEmpty ? [] : [schema.type]
        let format = SchemaFormats.effective(schema)
        if types.isEmpty && format.isEmpty { return [] }
        let wanted = types.joined(separator: ",")
        if value == .null {
            return types.isEmpty || schema.isNullable ? [] : [site.wrongType(wanted, found: "null")]
        }
        let (name, ownFormat) = kind(of: value)
        let isWholeDouble = value.doubleValue.map(isWhole) ?? false && types.contains("integer")
        let isNumber = name == "integer" && types.contains("number")
        let fits = types.contains(name) || (name == "number" && isWholeDouble) || isNumber
        let isText = name == "string" || name == "array"
        if !isText, !format.isEmpty, !fits, ownFormat != format {
            return [site.wrongType(format, found: ownFormat)]
        }
        let isNumeric = types.contains("number") || types.contains("integer")
        if !isNumeric, !format.isEmpty, isText { return [] }
        return fits ? [] : [site.wrongType(wanted, found: name)]
    }

    /// Whether a double counts as an integer: it has no fraction, and no other number reads as the same
    /// double.
    private static func isWhole(_ number: Double) -> Bool {
        number == number.rounded() && number.magnitude < 0x1p53
    }

    /// The JSON type of a value, and the format the server ascribes to it.
    private static func kind(of value: Value) -> (name: String, format: String) {
        switch value {
        case .null: ("null", "")
        case .bool: ("boolean", "")
        case .int: ("integer", "int64")
        case .double: ("number", "float64")
        case .string: ("string", "")
        case .array: ("array", "")
        case .object: ("object", "")
        }
    }
}
