/// Where an object is within its resource. A cluster-scoped object has the namespace "".
struct ObjectName: Hashable, Comparable, Sendable {
    var namespace: String
    var name: String

    /// The order of a list: by namespace, then by name.
    static func < (left: ObjectName, right: ObjectName) -> Bool {
        (left.namespace, left.name) < (right.namespace, right.name)
    }

    /// Namespace and name with a slash between them.
    var path: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }
}
