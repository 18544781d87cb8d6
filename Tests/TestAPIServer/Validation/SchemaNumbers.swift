internal import Resources

/// The bounds of numbers.
enum SchemaNumbers {
    static func errors(_ value: Value, _ schema: StructuralSchema, _ site: SchemaSite) -> [FieldError] {
        var errors: [FieldError] = []
        if let error = range(value, schema, site) { errors.append(error) }
        let limits = schema.limits
        if let factor = limits.multipleOf {
            // A whole number is divided by the whole part of the factor, of which a half has none.
            if value.intValue != nil && factor.magnitude < 1 {
                errors.append(
                    .invalid(
                        site.fieldPath, 0, "factor MultipleOf declared for \(site.path) must be positive: 0"))
            } else if factor > 0, !isMultiple(value, of: factor) {
                errors.append(site.invalid(value, "should be a multiple of \(GoNumber.general(factor))"))
            }
        }
        if let minimum = limits.minimum {
            let isLess =
                compare(value, minimum) < 0 || (limits.isMinimumExclusive && compare(value, minimum) == 0)
            let relation = limits.isMinimumExclusive ? "greater than" : "greater than or equal to"
            if isLess { errors.append(site.invalid(value, "should be \(relation) \(bound(minimum, value))")) }
        }
        if let maximum = limits.maximum {
            let isMore =
                compare(value, maximum) > 0 || (limits.isMaximumExclusive && compare(value, maximum) == 0)
            let relation = limits.isMaximumExclusive ? "less than" : "less than or equal to"
            if isMore { errors.append(site.invalid(value, "should be \(relation) \(bound(maximum, value))")) }
        }
        return errors
    }

    /// That the number fits the format; told without a path, as on the server.
    private static func range(_ value: Value, _ schema: StructuralSchema, _ site: SchemaSite) -> FieldError? {
        guard schema.type == "integer", !schema.isIntOrString else { return nil }
        let whole = value.intValue ?? value.doubleValue.flatMap { Int64(exactly: $0) }
        let isInt32 = schema.format == "int32"
        if let whole, !isInt32 || Int32(exactly: whole) != nil { return nil }
        let format = isInt32 || schema.format == "int64" ? "with format \(schema.format)" : "(default format)"
        return .invalid(
            site.prefix, .string(""), "Checked value must be of type integer \(format) in \(site.path)")
    }

    /// A whole number is compared with the whole part of the bound, as the server does.
    private static func compare(_ value: Value, _ bound: Double) -> Int {
        if let number = value.intValue {
            let whole = Int64(exactly: bound.rounded(.towardZero)) ?? (bound < 0 ? .min : .max)
            return number < whole ? -1 : number == whole ? 0 : 1
        }
        let number = value.doubleValue ?? 0
        return number < bound ? -1 : number == bound ? 0 : 1
    }

    private static func bound(_ bound: Double, _ value: Value) -> String {
        if value.intValue != nil, let whole = Int64(exactly: bound.rounded(.towardZero)) {
            return String(whole)
        }
        return GoNumber.general(bound)
    }

    private static func isMultiple(_ value: Value, of factor: Double) -> Bool {
        if let number = value.intValue, let whole = Int64(exactly: factor) { return number % whole == 0 }
        let quotient = (value.doubleValue ?? 0) / factor
        return (quotient - quotient.rounded()).magnitude < 1e-9
    }
}
