public import Resources

/// The part of an object that every kind has. `managedFields` and the members that no part of this program
/// uses are not kept.
public struct ObjectMeta: Hashable, Sendable {
    /// The name; unique within the namespace and the kind.
    public var name: String
    /// The namespace; empty for an object of the whole cluster.
    public var namespace: String
    /// The identity over time: an object that is deleted and created again has another one. Empty in an
    /// object that has not been created yet.
    public var uid: String
    /// The version of the whole object.
    public var resourceVersion: ResourceVersion
    /// Counts the changes of the spec, from 1; 0 where the server does not count.
    public var generation: Int64
    /// When it was created, in RFC 3339.
    public var creationTimestamp: String?
    /// When its deletion was asked for, in RFC 3339. It is still there because finalizers are.
    public var deletionTimestamp: String?
    /// Who wants to do something before it is gone.
    public var finalizers: [String]
    /// Names to select it by.
    public var labels: [String: String]
    /// Notes of tools and people.
    public var annotations: [String: String]
    /// What it belongs to.
    public var ownerReferences: [OwnerReference]

    /// The metadata of a new object, or all that is known of an old one.
    public init(
        name: String, namespace: String = "", uid: String = "", resourceVersion: ResourceVersion = .unset,
        generation: Int64 = 0, creationTimestamp: String? = nil, deletionTimestamp: String? = nil,
        finalizers: [String] = [], labels: [String: String] = [:], annotations: [String: String] = [:],
        ownerReferences: [OwnerReference] = []
    ) {
        self.name = name
        self.namespace = namespace
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.generation = generation
        self.creationTimestamp = creationTimestamp
        self.deletionTimestamp = deletionTimestamp
        self.finalizers = finalizers
        self.labels = labels
        self.annotations = annotations
        self.ownerReferences = ownerReferences
    }

    /// Namespace and name.
    public var key: ObjectKey { ObjectKey(namespace: namespace, name: name) }

    /// Whether its deletion was asked for.
    public var isBeingDeleted: Bool { deletionTimestamp != nil }

    /// The metadata as the API server reads it; what is empty is left out.
    public var value: Value {
        var members: [String: Value] = ["name": .string(name)]
        func add(_ key: String, _ text: String?) {
            if let text, !text.isEmpty { members[key] = .string(text) }
        }
        add("namespace", namespace)
        add("uid", uid)
        add("resourceVersion", resourceVersion.text)
        add("creationTimestamp", creationTimestamp)
        add("deletionTimestamp", deletionTimestamp)
        if generation != 0 { members["generation"] = .int(generation) }
        if !finalizers.isEmpty { members["finalizers"] = .array(finalizers.map(Value.string)) }
        if !labels.isEmpty { members["labels"] = .object(labels.mapValues(Value.string)) }
        if !annotations.isEmpty { members["annotations"] = .object(annotations.mapValues(Value.string)) }
        if !ownerReferences.isEmpty { members["ownerReferences"] = .array(ownerReferences.map(\.value)) }
        return .object(members)
    }
}
