public import Resources

/// A kind of object as the API server serves it, and where it serves it.
public struct APIResource: Hashable, Sendable, CustomStringConvertible {
    /// The API group; empty for the core group.
    public let group: String
    /// The version within the group, such as `v1`.
    public let version: String
    /// The name in paths, such as `deployments`.
    public let plural: String
    /// The name in objects, such as `Deployment`.
    public let kind: String
    /// Whether its objects live in namespaces.
    public let namespaced: Bool

    /// A resource of any API.
    public init(group: String, version: String, plural: String, kind: String, namespaced: Bool = true) {
        self.group = group
        self.version = version
        self.plural = plural
        self.kind = kind
        self.namespaced = namespaced
    }

    /// One of our own kinds, in the version that this program reads and writes.
    public init(_ kind: Kind) {
        let parts = Kind.apiVersion.split(separator: "/", maxSplits: 1)
        self.init(
            group: String(parts[0]), version: String(parts[parts.count - 1]), plural: kind.plural,
            kind: kind.rawValue)
    }

    /// Group and version as objects name them: `apps/v1`, or `v1` for the core group.
    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// `plural.group`, as `kubectl` writes it: `queues.jq.dev`.
    public var description: String { group.isEmpty ? plural : "\(plural).\(group)" }

    /// The path of the collection, of one object (`name`), or of a part of it (`subresource`, such as
    /// `status`), with every segment percent-encoded.
    ///
    /// - Parameter namespace: nil for all namespaces, or where there are none; ignored for a resource of the
    ///   whole cluster.
    public func path(namespace: String? = nil, name: String? = nil, subresource: String? = nil) -> String {
        var path = group.isEmpty ? "/api/" : "/apis/\(percentEncoded(group))/"
        path += percentEncoded(version)
        if namespaced, let namespace, !namespace.isEmpty {
            path += "/namespaces/\(percentEncoded(namespace))"
        }
        path += "/\(percentEncoded(plural))"
        if let name { path += "/\(percentEncoded(name))" }
        if let subresource { path += "/\(percentEncoded(subresource))" }
        return path
    }
}
