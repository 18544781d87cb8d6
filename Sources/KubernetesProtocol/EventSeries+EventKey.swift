public import Resources

/// Which object an event is about (`ObjectReference` of the core API).
public struct EventReference: Hashable, Sendable {
    /// Group and version of the object, such as `jq.dev/v1alpha1`.
    public let apiVersion: String
    /// The object's kind.
    public let kind: String
    /// The object's namespace and name.
    public let key: ObjectKey
    /// The object's uid, without which `kubectl describe` does not show the event; empty when unknown.
    public let uid: String

    /// A reference to an object by its parts.
    public init(apiVersion: String, kind: String, key: ObjectKey, uid: String) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.key = key
        self.uid = uid
    }

    /// A reference to this object.
    public init(_ object: KubernetesObject) {
        self.init(apiVersion: object.apiVersion, kind: object.kind, key: object.key, uid: object.metadata.uid)
    }

    /// As the API writes it.
    public var value: Value {
        var members: [String: Value] = [
            "apiVersion": .string(apiVersion), "kind": .string(kind), "name": .string(key.name),
        ]
        if !key.namespace.isEmpty { members["namespace"] = .string(key.namespace) }
        if !uid.isEmpty { members["uid"] = .string(uid) }
        return .object(members)
    }
}

/// Whether an event is good news or bad.
public enum EventType: String, Hashable, Sendable {
    /// Nothing is wrong.
    case normal = "Normal"
    /// Something needs a look.
    case warning = "Warning"
}

/// What makes two events the same, apart from when they happened. The note is no part of it.
public struct EventKey: Hashable, Sendable {
    /// Good news or bad.
    public let type: EventType
    /// What the controller did, in CamelCase; at most 128 bytes.
    public let action: String
    /// Why, in CamelCase, for machines; at most 128 bytes.
    public let reason: String
    /// The object the event is about.
    public let regarding: EventReference
    /// A second object it is about.
    public let related: EventReference?

    /// An event of this sort. The action and the reason are cut to the API's limit of 128 bytes.
    public init(
        type: EventType, action: String, reason: String, regarding: EventReference,
        related: EventReference? = nil
    ) {
        self.type = type
        self.action = action.cut(toBytes: EventKey.nameLimit)
        self.reason = reason.cut(toBytes: EventKey.nameLimit)
        self.regarding = regarding
        self.related = related
    }

    /// `validation.go` of events.k8s.io allows so many bytes.
    static let nameLimit = 128
}

extension String {
    /// The longest beginning of whole characters within so many bytes.
    func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = startIndex
        var bytes = 0
        for index in indices {
            bytes += self[index].utf8.count
            guard bytes <= limit else { break }
            end = self.index(after: index)
        }
        return String(self[..<end])
    }
}
