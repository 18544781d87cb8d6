/// What names a resource: no two resources share kind, namespace and name.
public struct ResourceKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The namespace of resources that name none.
    public static let defaultNamespace = "default"

    /// The kind.
    public var kind: Kind
    /// The namespace, `default` when the author gave none.
    public var namespace: String
    /// The name within the namespace.
    public var name: String

    /// The key of a resource.
    public init(kind: Kind, namespace: String = ResourceKey.defaultNamespace, name: String) {
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }

    /// The key with a name as ``storedName`` writes it: `emails` or `team-a/emails`. Nil when a part is empty
    /// or there are more than two.
    public init?(kind: Kind, storedName: String) {
        let parts = storedName.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }), let name = parts.last else { return nil }
        self.init(kind: kind, namespace: parts.count == 2 ? parts[0] : Self.defaultNamespace, name: name)
    }

    /// The key that a command-line argument means: `queue/emails` or `job/team-a/nightly`, the kind as
    /// ``Kind/init(argument:)`` takes it.
    public init?(argument: String) {
        guard let slash = argument.firstIndex(of: "/"), let kind = Kind(argument: String(argument[..<slash]))
        else { return nil }
        self.init(kind: kind, storedName: String(argument[argument.index(after: slash)...]))
    }

    /// The name under which the store keeps the resource: `emails` in namespace `default`, else
    /// `team-a/emails`.
    public var storedName: String {
        namespace == Self.defaultNamespace ? name : "\(namespace)/\(name)"
    }

    /// `Queue/emails` or `Queue/team-a/emails`.
    public var description: String { "\(kind.rawValue)/\(storedName)" }

    /// By kind in the order of ``Kind``, then namespace, then name.
    public static func < (left: ResourceKey, right: ResourceKey) -> Bool {
        (left.kind, left.namespace, left.name) < (right.kind, right.namespace, right.name)
    }
}

extension ResourceKey {
    /// Why this key's name or namespace cannot be declared (RFC 1123); nil when both are well formed.
    public var nameProblem: String? {
        if let problem = StringFormat.namespace.problem(in: namespace) { return problem.message }
        return StringFormat.resourceName.problem(in: name)?.message
    }
}
