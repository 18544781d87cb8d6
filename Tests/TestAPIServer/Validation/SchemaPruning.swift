internal import Resources

/// Removes what the schema does not know, and collects the paths of what was removed.
struct SchemaPruning {
    private static let metaFields: Set<String> = ["apiVersion", "kind", "metadata"]

    /// The paths of removed fields, as `fieldValidation` reports them.
    private(set) var unknownFields: [String] = []

    /// `value` without unknown fields. `isResource` protects kind, apiVersion and metadata of the object
    /// itself.
    mutating func prune(_ value: Value, _ schema: StructuralSchema?, path: String, isResource: Bool) -> Value
    {
        let isPreserving = schema?.keepsUnknown ?? false
        switch value {
        case .object(let members):
            var kept: [String: Value] = [:]
            for name in members.keys.sorted() {
                guard let member = members[name] else { continue }
                let place = path.isEmpty ? name : "\(path).\(name)"
                if isResource || schema?.isEmbeddedResource ?? false, Self.metaFields.contains(name) {
                    kept[name] = member
                } else if let schema, let property = schema.properties[name] {
                    kept[name] = prune(member, property, path: place, isResource: false)
                } else if let schema, !schema.additional.isAbsent {
                    kept[name] = prune(member, schema.additional.schema, path: place, isResource: false)
                } else if isPreserving {
                    kept[name] = member
                } else {
                    unknownFields.append(place)
                }
            }
            return .object(kept)
        case .array(let elements):
            if isPreserving && schema?.items == nil { return value }
            return .array(
                elements.enumerated().map { place, element in
                    prune(element, schema?.items, path: "\(path)[\(place)]", isResource: false)
                })
        default: return value
        }
    }
}
