public import Resources

/// Another object that this one belongs to: when the last owner is gone, the cluster deletes this one too.
///
/// An owner must live in the same namespace or be an object of the whole cluster.
public struct OwnerReference: Hashable, Sendable {
    /// Group and version of the owner.
    public let apiVersion: String
    /// Kind of the owner.
    public let kind: String
    /// Name of the owner.
    public let name: String
    /// The owner's uid: an owner of the same name that was created later is not meant.
    public let uid: String
    /// Whether the owner is the one that manages this object; at most one is.
    public let controller: Bool
    /// Whether a foreground deletion of the owner waits for this object.
    public let blockOwnerDeletion: Bool

    /// A reference to an owner.
    public init(
        apiVersion: String, kind: String, name: String, uid: String, controller: Bool = false,
        blockOwnerDeletion: Bool = false
    ) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.name = name
        self.uid = uid
        self.controller = controller
        self.blockOwnerDeletion = blockOwnerDeletion
    }

    /// A reference to `owner` as the one that manages the object it is written into.
    public init(controlledBy owner: KubernetesObject) {
        self.init(
            apiVersion: owner.apiVersion, kind: owner.kind, name: owner.metadata.name,
            uid: owner.metadata.uid, controller: true, blockOwnerDeletion: true)
    }

    /// This reference as the API server reads it.
    public var value: Value {
        var members: [String: Value] = [
            "apiVersion": .string(apiVersion), "kind": .string(kind), "name": .string(name),
            "uid": .string(uid),
        ]
        if controller { members["controller"] = true }
        if blockOwnerDeletion { members["blockOwnerDeletion"] = true }
        return .object(members)
    }
}
