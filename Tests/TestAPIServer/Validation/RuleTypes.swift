internal import Resources

/// How a schema appears to CEL: its types, the sizes it promises, and the values of objects.
enum RuleTypes {
    /// The most bytes of a request, from which sizes follow that the schema does not bound.
    static let maximumRequestBytes: Int64 = 3 * 1024 * 1024

    /// The type of values of `schema`; nil when rules cannot see them, as of objects whose schema is unknown.
    /// `isResource` adds kind, apiVersion and the names of metadata.
    static func type(of schema: StructuralSchema, isResource: Bool) -> CELType? {
        if schema.isIntOrString {
            let maximum = schema.limits.maximumLength.map { max($0, 0) * 4 } ?? maximumRequestBytes - 2
            return CELType(.dyn, maximum: UInt64(maximum), minimumBytes: 1)
        }
        switch schema.type {
        case "array":
            guard let items = schema.items,
                let element = type(of: items, isResource: items.isEmbeddedResource)
            else { return nil }
            let bound = (maximumRequestBytes - 2) / (element.minimumBytes + 1)
            return CELType(
                .list(element), maximum: UInt64(max(schema.limits.maximumItems ?? bound, 0)), minimumBytes: 2)
        case "object": return object(schema, isResource: isResource)
        case "string": return string(schema)
        case "boolean": return CELType(.bool, maximum: 0, minimumBytes: 4)
        case "number": return CELType(.double, maximum: 0, minimumBytes: 1)
        case "integer": return CELType(.int, maximum: 0, minimumBytes: 1)
        default: return nil
        }
    }

    private static func object(_ schema: StructuralSchema, isResource: Bool) -> CELType? {
        if let additional = schema.additional.schema {
            guard let value = type(of: additional, isResource: additional.isEmbeddedResource) else {
                return nil
            }
            let bound = (maximumRequestBytes - 2) / (value.minimumBytes + 6)
            // The server has no size for keys, and so counts what walks over them as free.
            let key = CELType(.string, maximum: 0, minimumBytes: 2)
            return CELType(
                .map(key, value), maximum: UInt64(max(schema.limits.maximumProperties ?? bound, 0)),
                minimumBytes: 2)
        }
        var fields: [String: CELType] = [:]
        var minimumBytes: Int64 = 2
        for (name, property) in schema.properties where !(isResource && name == "metadata") {
            guard let type = type(of: property, isResource: property.isEmbeddedResource) else { continue }
            if let escaped = CELNames.escaped(name) { fields[escaped] = type }
            if schema.required.contains(name), property.defaultValue == nil {
                minimumBytes += Int64(name.utf8.count) + type.minimumBytes + 4
            }
        }
        if isResource { addResourceFields(to: &fields) }
        return CELType(.object(fields), maximum: 0, minimumBytes: minimumBytes)
    }

    /// What rules at the root of a resource see beside the schema.
    private static func addResourceFields(to fields: inout [String: CELType]) {
        let text = CELType(.string, maximum: UInt64(maximumRequestBytes - 2), minimumBytes: 2)
        fields["kind"] = text
        fields["apiVersion"] = text
        fields["metadata"] = CELType(
            .object(["name": text, "generateName": text]), maximum: 0, minimumBytes: 2)
    }

    private static func string(_ schema: StructuralSchema) -> CELType {
        let limits = schema.limits
        let whole = UInt64(maximumRequestBytes - 2)
        switch schema.format {
        case "byte":
            return CELType(
                .bytes, maximum: limits.maximumLength.map { UInt64(max($0, 0)) } ?? whole, minimumBytes: 2)
        case "duration": return CELType(.duration, maximum: 32, minimumBytes: 3)
        case "date": return CELType(.timestamp, maximum: 12, minimumBytes: 12)
        case "date-time": return CELType(.timestamp, maximum: 32, minimumBytes: 21)
        default: break
        }
        var maximum = whole
        if let length = limits.maximumLength {
            maximum = UInt64(max(length, 0)) * 4
        } else if let choices = schema.enumeration, !choices.isEmpty {
            maximum = UInt64(choices.compactMap { $0.stringValue?.utf8.count }.max() ?? 0)
        }
        return CELType(.string, maximum: maximum, minimumBytes: 2)
    }

    /// `value` as rules see it.
    static func value(_ value: Value, _ schema: StructuralSchema?, isResource: Bool) -> CELValue {
        if schema?.isIntOrString ?? false { return untyped(value) }
        switch value {
        case .null: return .null
        case .bool(let flag): return .bool(flag)
        case .int(let number): return schema?.type == "number" ? .double(Double(number)) : .int(number)
        case .double(let number):
            if schema?.type == "integer", let whole = Int64(exactly: number) { return .int(whole) }
            return .double(number)
        case .string(let text): return string(text, schema)
        case .array(let elements):
            let items = schema?.items
            let values = elements.map {
                Self.value($0, items, isResource: items?.isEmbeddedResource ?? false)
            }
            switch schema?.listType {
            case "set": return .list(CELList(values, semantics: .set))
            case "map":
                let keys = (schema?.listMapKeys ?? []).compactMap(CELNames.escaped)
                return .list(CELList(values, semantics: .keyed(keys)))
            default: return .list(CELList(values))
            }
        case .object(let members): return object(members, schema, isResource: isResource)
        }
    }

    private static func object(
        _ members: [String: Value], _ schema: StructuralSchema?, isResource: Bool
    ) -> CELValue {
        if let additional = schema?.additional.schema {
            var entries: [CELValue: CELValue] = [:]
            for (name, member) in members {
                entries[.string(name)] = value(member, additional, isResource: additional.isEmbeddedResource)
            }
            return .map(entries)
        }
        var fields: [String: CELValue] = [:]
        for (name, member) in members {
            guard let escaped = CELNames.escaped(name) else { continue }
            if isResource && name == "metadata" {
                var names: [String: CELValue] = [:]
                for key in ["name", "generateName"] { names[key] = member[key].map(untyped) }
                fields[name] = .object(names)
            } else if isResource && (name == "kind" || name == "apiVersion") {
                fields[name] = untyped(member)
            } else if let property = schema?.properties[name] {
                fields[escaped] = value(member, property, isResource: property.isEmbeddedResource)
            }
        }
        return .object(fields)
    }

    private static func string(_ text: String, _ schema: StructuralSchema?) -> CELValue {
        switch schema?.format {
        case "byte": return SchemaFormats.base64(text).map { .bytes($0) } ?? .string(text)
        case "duration": return SchemaFormats.nanos(ofDuration: text).map { .duration($0) } ?? .string(text)
        case "date": return CELTimestamp(rfc3339: text + "T00:00:00Z").map { .timestamp($0) } ?? .string(text)
        case "date-time": return CELTimestamp(rfc3339: text).map { .timestamp($0) } ?? .string(text)
        default: return .string(text)
        }
    }

    private static func untyped(_ value: Value) -> CELValue {
        switch value {
        case .string(let text): .string(text)
        case .int(let number): .int(number)
        case .double(let number): .double(number)
        case .bool(let flag): .bool(flag)
        default: .null
        }
    }
}
