internal import Resources

/// A value beside the one it replaces, where the schema tells which old value that is. Members of objects are
/// told by their names, elements only of lists of type `map`, by their keys.
struct Correlation {
    let new: Value
    let old: Value
    let schema: StructuralSchema

    /// The member `name`, when both have it and the schema knows it.
    func key(_ name: String) -> Correlation? {
        guard let new = new[name], let old = old[name],
            let schema = schema.properties[name] ?? schema.additional.schema
        else { return nil }
        return Correlation(new: new, old: old, schema: schema)
    }

    /// The element at `place` of the new list, when the old list has one with the same keys.
    func index(_ place: Int) -> Correlation? {
        guard let items = schema.items, case .array(let elements) = new, elements.indices.contains(place),
            let match = KeyedList.match(for: elements[place], in: old, schema)
        else { return nil }
        return Correlation(new: elements[place], old: match, schema: items)
    }

    /// Whether nothing changed. A member that the schema does not know counts as changed, as on the server.
    var isUnchanged: Bool {
        switch (new, old) {
        case (.array(let new), .array(let old)):
            guard new.count == old.count else { return false }
            if schema.listType != "map" { return new == old }
            return new.indices.allSatisfy { index($0)?.isUnchanged ?? false }
        case (.object(let new), .object(let old)):
            return new.count == old.count && new.keys.allSatisfy { key($0)?.isUnchanged ?? false }
        default: return new == old
        }
    }
}

/// Lists of type `map`, whose elements are told apart by keys.
enum KeyedList {
    /// The element of `list` with the keys of `element`; nil when there is none or the list is of another
    /// type.
    static func match(for element: Value, in list: Value?, _ schema: StructuralSchema) -> Value? {
        guard schema.listType == "map", !schema.listMapKeys.isEmpty, case .array(let elements)? = list,
            case .object = element
        else { return nil }
        return elements.first { keys(of: $0, schema) == keys(of: element, schema) }
    }

    /// The key fields of an element.
    static func keys(of element: Value, _ schema: StructuralSchema) -> Value {
        var keys: [String: Value] = [:]
        for name in schema.listMapKeys { keys[name] = element[name] }
        return .object(keys)
    }
}
