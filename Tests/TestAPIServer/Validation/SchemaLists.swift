internal import Resources

/// The uniqueness that lists of type `set` and `map` promise.
enum SchemaLists {
    static func errors(_ value: Value, _ schema: StructuralSchema, at path: FieldPath) -> [FieldError] {
        switch value {
        case .object(let members):
            var errors: [FieldError] = []
            for name in members.keys.sorted() {
                guard let member = members[name] else { continue }
                if let property = schema.properties[name] {
                    errors += Self.errors(member, property, at: path.child(name))
                } else if let additional = schema.additional.schema {
                    errors += Self.errors(member, additional, at: path.key(name))
                }
            }
            return errors
        case .array(let elements):
            var errors: [FieldError] = []
            switch schema.listType {
            case "set":
                errors += repeated(elements).map { .duplicate(path.index($0), elements[$0]) }
            case "map":
                errors += mapErrors(elements, schema, at: path)
            default: break
            }
            guard let items = schema.items else { return errors }
            for (place, element) in elements.enumerated() {
                errors += Self.errors(element, items, at: path.index(place))
            }
            return errors
        default: return []
        }
    }

    private static func mapErrors(
        _ elements: [Value], _ schema: StructuralSchema, at path: FieldPath
    ) -> [FieldError] {
        for (place, element) in elements.enumerated() where element != .null && element.objectValue == nil {
            return [.invalid(path.index(place), element, "must be an object for an array of list-type map")]
        }
        let keys = elements.map { KeyedList.keys(of: $0, schema) }
        return repeated(keys).map { .duplicate(path.index($0), keys[$0]) }
    }

    /// The places where a value occurs for the second time.
    private static func repeated(_ values: [Value]) -> [Int] {
        var counts: [Value: Int] = [:]
        var places: [Int] = []
        for (place, value) in values.enumerated() {
            counts[value, default: 0] += 1
            if counts[value] == 2 { places.append(place) }
        }
        return places
    }
}
