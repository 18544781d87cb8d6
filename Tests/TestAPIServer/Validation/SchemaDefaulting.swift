internal import Resources

/// Fills in defaults, and drops nulls that the schema does not allow.
enum SchemaDefaulting {
    /// `value` without null members that are neither nullable nor have a default.
    static func withoutNulls(_ value: Value, _ schema: StructuralSchema?) -> Value {
        switch value {
        case .object(let members):
            var kept: [String: Value] = [:]
            for (name, member) in members {
                let property = schema?.properties[name] ?? schema?.additional.schema
                if member == .null, let property, !property.isNullable, property.defaultValue == nil {
                    continue
                }
                kept[name] = withoutNulls(member, property)
            }
            return .object(kept)
        case .array(let elements): return .array(elements.map { withoutNulls($0, schema?.items) })
        default: return value
        }
    }

    /// `value` with the defaults of the schema where members are missing, or null without being nullable.
    static func defaulted(_ value: Value, _ schema: StructuralSchema?) -> Value {
        guard let schema else { return value }
        switch value {
        case .object(var members):
            for (name, property) in schema.properties {
                guard let preset = property.defaultValue else { continue }
                if members[name] == nil || isForbiddenNull(members[name], property) { members[name] = preset }
            }
            for (name, member) in members {
                if let property = schema.properties[name] {
                    members[name] = defaulted(member, property)
                } else if let additional = schema.additional.schema {
                    members[name] = defaulted(replaced(member, additional), additional)
                }
            }
            return .object(members)
        case .array(let elements):
            guard let items = schema.items else { return value }
            return .array(elements.map { defaulted(replaced($0, items), items) })
        default: return value
        }
    }

    private static func isForbiddenNull(_ value: Value?, _ schema: StructuralSchema) -> Bool {
        value == .null && !schema.isNullable
    }

    private static func replaced(_ value: Value, _ schema: StructuralSchema) -> Value {
        isForbiddenNull(value, schema) ? schema.defaultValue ?? .null : value
    }
}
