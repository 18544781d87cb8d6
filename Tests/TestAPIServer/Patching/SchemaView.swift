import Resources

/// How the parts of an object are merged and owned, as a structural schema says it.
///
/// Where the schema says nothing, objects are merged member by member and lists are replaced as a whole.
struct SchemaView: Sendable {
    /// How a list is merged.
    enum ListKind: Sendable {
        case atomic
        case set
        case map(keys: [String])
    }

    private let schema: Value
    private let isRoot: Bool
    /// Whether objects with declared members are structs, which nobody owns as such. Those of built-in kinds
    /// are.
    private let hasStructs: Bool

    private init(_ schema: Value, isRoot: Bool, hasStructs: Bool) {
        self.schema = schema
        self.isRoot = isRoot
        self.hasStructs = hasStructs
    }

    /// The view of a whole object of this type.
    init(_ type: ResourceType) { self.init(type.schema, isRoot: true, hasStructs: type.definition == nil) }

    /// Whether a new object here is owned for its own sake by the one who wrote it.
    var isOwned: Bool { !(hasStructs && schema["properties"] != nil) }

    /// Metadata is the same in every kind, whatever its schema says.
    private static let metadata: Value = [
        "type": "object",
        "properties": [
            "labels": ["type": "object", "additionalProperties": ["type": "string"]],
            "annotations": ["type": "object", "additionalProperties": ["type": "string"]],
            "finalizers": [
                "type": "array", "items": ["type": "string"], "x-kubernetes-list-type": "set",
                "x-kubernetes-patch-strategy": "merge",
            ],
            "ownerReferences": [
                "type": "array", "items": ["type": "object", "x-kubernetes-map-type": "atomic"],
                "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["uid"],
            ],
        ],
    ]

    /// The view of a member of an object.
    func member(_ name: String) -> SchemaView {
        if isRoot, name == "metadata" {
            return SchemaView(Self.metadata, isRoot: false, hasStructs: hasStructs)
        }
        let child = schema.at("properties", name) ?? schema["additionalProperties"]
        return SchemaView(child ?? .null, isRoot: false, hasStructs: hasStructs)
    }

    /// The view of an element of a list.
    var element: SchemaView { SchemaView(schema["items"] ?? .null, isRoot: false, hasStructs: hasStructs) }

    var isAtomicObject: Bool { schema["x-kubernetes-map-type"]?.stringValue == "atomic" }

    var listKind: ListKind {
        switch schema["x-kubernetes-list-type"]?.stringValue {
        case "set": .set
        case "map": .map(keys: schema["x-kubernetes-list-map-keys"]?.strings ?? [])
        default: .atomic
        }
    }

    /// The members that tell elements of a list apart in a strategic merge, nil when it replaces the list.
    var strategicMergeKey: String? {
        schema["x-kubernetes-patch-merge-key"]?.stringValue
            ?? {
                guard case .map(let keys) = listKind else { return nil }
                return keys.first
            }()
    }

    var isStrategicSet: Bool {
        if case .set = listKind { return true }
        return false
    }

    /// The members by which `element` of a list of the kind map is known; absent ones take their default.
    func key(of element: Value, keys: [String]) -> PathElement {
        var members: [String: Value] = [:]
        for key in keys {
            members[key] = element[key] ?? schema.at("items", "properties", key, "default")
        }
        return .key(.object(members))
    }
}
