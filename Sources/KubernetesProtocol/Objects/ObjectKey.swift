/// The name of one object of a resource: unique at any one time, but not over time (see ``ObjectMeta/uid``).
public struct ObjectKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The namespace; empty for an object of the whole cluster.
    public let namespace: String
    /// The name within the namespace.
    public let name: String

    /// A key; leave `namespace` empty for an object of the whole cluster.
    public init(namespace: String = "", name: String) {
        self.namespace = namespace
        self.name = name
    }

    /// By namespace, then by name, both by their UTF-8 bytes as far as Kubernetes names go.
    public static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        left.namespace == right.namespace ? left.name < right.name : left.namespace < right.namespace
    }

    /// `namespace/name`, or the name alone for an object of the whole cluster.
    public var description: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }
}
