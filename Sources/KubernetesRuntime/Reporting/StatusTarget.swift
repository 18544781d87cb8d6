public import KubernetesProtocol

/// The object whose status is meant.
public struct StatusTarget: Hashable, Sendable, CustomStringConvertible {
    /// Its kind.
    public let resource: APIResource
    /// Its namespace and name.
    public let key: ObjectKey

    /// The status of this object.
    public init(_ resource: APIResource, _ key: ObjectKey) {
        self.resource = resource
        self.key = key
    }

    /// `queues.jq.dev team-a/emails`
    public var description: String { "\(resource) \(key)" }
}

/// What came of a status that was submitted.
public enum StatusOutcome: Sendable {
    /// It was written, and the object has this version now: what a cache must have reached before it is asked
    /// what this process wrote.
    case written(ResourceVersion)
    /// The object is gone; nothing was written.
    case dropped
    /// The API server refuses it; it is not offered again for a while unless it changes.
    case refused(APIStatus)
    /// Other writers were faster too often. It is written when it is submitted again.
    case conflicted(APIStatus)
}
