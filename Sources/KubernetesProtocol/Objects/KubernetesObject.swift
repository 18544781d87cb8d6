public import Resources

/// One object of the API server, of any kind.
public struct KubernetesObject: Hashable, Sendable {
    /// Group and version, such as `jq.dev/v1alpha1`. Empty for the items of some lists.
    public var apiVersion: String
    /// The kind, such as `Queue`. Empty for the items of some lists.
    public var kind: String
    /// Name, identity, version, labels.
    public var metadata: ObjectMeta
    /// What should be; null when the kind has no spec.
    public var spec: Value
    /// What is; null when nobody has reported yet.
    public var status: Value
    /// All other members at the top, such as `data` of a ConfigMap.
    public var rest: [String: Value]

    /// An object made in code.
    public init(
        apiVersion: String, kind: String, metadata: ObjectMeta, spec: Value = .null, status: Value = .null,
        rest: [String: Value] = [:]
    ) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.metadata = metadata
        self.spec = spec
        self.status = status
        self.rest = rest
    }

    /// A new object of `resource`.
    public init(
        _ resource: APIResource, metadata: ObjectMeta, spec: Value = .null, status: Value = .null,
        rest: [String: Value] = [:]
    ) {
        self.init(
            apiVersion: resource.apiVersion, kind: resource.kind, metadata: metadata, spec: spec,
            status: status, rest: rest)
    }

    /// Reads one object, the whole of `json`. `managedFields`, often more than half of the bytes, is skipped
    /// without being built. Of a member that is there twice the last counts, as for kube-apiserver.
    ///
    /// - Throws: ``MalformedJSON`` when `json` is not JSON or not of an object's shape.
    public init(json: some Collection<UInt8>) throws(MalformedJSON) {
        var reader = JSONReader(Array(json))
        self = try reader.kubernetesObject()
        try reader.end()
    }

    /// Reads an object out of a value that is already decoded, such as a manifest.
    ///
    /// - Throws: ``MalformedJSON`` when it does not have an object's shape; the offset counts in the canonical
    ///   JSON of `value`.
    public init(_ value: Value) throws(MalformedJSON) { try self.init(json: value.canonicalJSON()) }

    /// Namespace and name.
    public var key: ObjectKey { metadata.key }

    /// The whole object as the API server reads it; what is empty or null is left out.
    public var value: Value {
        var members = rest
        if !apiVersion.isEmpty { members["apiVersion"] = .string(apiVersion) }
        if !kind.isEmpty { members["kind"] = .string(kind) }
        members["metadata"] = metadata.value
        if spec != .null { members["spec"] = spec }
        if status != .null { members["status"] = status }
        return .object(members)
    }
}
