internal import Resources

/// Objects inside of objects (`x-kubernetes-embedded-resource`): they need a kind, a version and valid
/// metadata.
enum EmbeddedResources {
    static func errors(
        _ value: Value, _ schema: StructuralSchema, at path: FieldPath, isRoot: Bool
    ) -> [FieldError] {
        switch value {
        case .object(let members):
            var errors = schema.isEmbeddedResource && !isRoot ? ownErrors(value, at: path) : []
            for name in members.keys.sorted() {
                guard let member = members[name] else { continue }
                if let property = schema.properties[name] {
                    errors += Self.errors(member, property, at: path.child(name), isRoot: false)
                } else if let additional = schema.additional.schema {
                    errors += Self.errors(member, additional, at: path.key(name), isRoot: false)
                }
            }
            return errors
        case .array(let elements):
            guard let items = schema.items else { return [] }
            return elements.enumerated().flatMap { place, element in
                Self.errors(element, items, at: path.index(place), isRoot: false)
            }
        default: return []
        }
    }

    private static func ownErrors(_ value: Value, at path: FieldPath) -> [FieldError] {
        var errors: [FieldError] = []
        for name in ["apiVersion", "kind"] where (value[name]?.stringValue ?? "").isEmpty {
            errors.append(.required(path.child(name)))
        }
        return errors
    }
}
