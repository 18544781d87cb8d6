import Resources

/// What server-side apply demands of a configuration before anything else: that the schema declares its
/// fields, that its values have the declared types, and that no element of a keyed list comes twice.
struct TypedCheck {
    private let type: ResourceType

    init(_ type: ResourceType) { self.type = type }

    /// Throws what the server answers for the first fault that it finds: 500, and no reason.
    func check(_ configuration: Value) throws(APIFailure) {
        for name in ["spec", "status"] + (type.schema["properties"]?.objectValue ?? [:]).keys.sorted()
        where !["metadata", "apiVersion", "kind"].contains(name) {
            guard let value = configuration[name], let schema = type.schema.at("properties", name) else {
                continue
            }
            if let fault = Self.fault(value, schema, ".\(name)") { throw failure(fault, configuration) }
        }
        for name in (configuration.objectValue ?? [:]).keys.sorted() {
            if ["metadata", "apiVersion", "kind"].contains(name) { continue }
            if type.schema["x-kubernetes-preserve-unknown-fields"] == true { continue }
            if type.schema.at("properties", name) == nil {
                throw failure(".\(name): field not declared in schema", configuration)
            }
        }
    }

    private func failure(_ fault: String, _ configuration: Value) -> APIFailure {
        APIFailure(
            code: 500, reason: "",
            message: "failed to create typed patch object (\(configuration.objectNamespace)/"
                + "\(configuration.objectName); \(type.apiVersion), Kind=\(type.kind)): \(fault)")
    }

    private static func fault(_ value: Value, _ schema: Value, _ path: String) -> String? {
        switch (schema["type"]?.stringValue, value) {
        case (_, .null): return nil
        case ("object"?, .object(let members)):
            let properties = schema["properties"]?.objectValue ?? [:]
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                if let child = properties[name] ?? schema["additionalProperties"] {
                    if let fault = fault(member, child, "\(path).\(name)") { return fault }
                } else if schema["x-kubernetes-preserve-unknown-fields"] != true {
                    return "\(path).\(name): field not declared in schema"
                }
            }
            return nil
        case ("array"?, .array(let elements)): return fault(inList: elements, schema, path)
        case ("object"?, _): return "\(path): expected map, got \(word(value))"
        case ("array"?, _): return "\(path): expected list, got \(word(value))"
        case ("string"?, .string), ("boolean"?, .bool), ("integer"?, .int), ("number"?, .int),
            ("number"?, .double),
            ("integer"?, .double):
            return nil
        case ("string"?, _): return "\(path): expected string, got \(word(value))"
        case ("boolean"?, _): return "\(path): expected boolean, got \(word(value))"
        case ("integer"?, _), ("number"?, _):
            return "\(path): expected numeric (int or float), got \(word(value))"
        default: return nil
        }
    }

    private static func fault(inList elements: [Value], _ schema: Value, _ path: String) -> String? {
        let items = schema["items"] ?? .null
        let keys = schema["x-kubernetes-list-map-keys"]?.strings ?? []
        var seen: Set<Value> = []
        for (index, element) in elements.enumerated() {
            if !keys.isEmpty {
                let key = Value.object(
                    Dictionary(keys.map { ($0, element[$0] ?? .null) }, uniquingKeysWith: { $1 }))
                let text = PathElement.key(key).description
                if !seen.insert(key).inserted { return "\(path): duplicate entries for key \(text)" }
                if let fault = fault(element, items, path + text) { return fault }
            } else if let fault = fault(element, items, "\(path)[\(index)]") {
                return fault
            }
        }
        return nil
    }

    private static func word(_ value: Value) -> String {
        switch value {
        case .object: "map"
        case .array: "list"
        case .string: "string"
        case .bool: "boolean"
        case .int, .double: "number"
        case .null: "null"
        }
    }
}
