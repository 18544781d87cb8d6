/// Which requests a fault befalls. A property that is nil matches all.
public struct FaultRule: Sendable {
    /// `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`, or `other` for
    /// requests that are not for a resource.
    public var verbs: Set<String>?
    /// The plural, such as `queues`, or with its group, such as `queues.jq.dev`.
    public var resource: String?
    /// `""` for requests without a subresource.
    public var subresource: String?
    /// Of the object or list.
    public var namespace: String?
    /// Of the object.
    public var name: String?
    /// What the path begins with.
    public var pathPrefix: String?
    /// What the header `User-Agent` begins with.
    public var userAgentPrefix: String?
    /// How many matching requests are spared first.
    public var skip: Int
    /// How many are hit after those; nil for all.
    public var times: Int?
    /// What happens to them.
    public var fault: Fault

    /// A rule that hits the next `times` requests after `skip` ones.
    public init(
        _ fault: Fault, verbs: Set<String>? = nil, resource: String? = nil, subresource: String? = nil,
        namespace: String? = nil, name: String? = nil, pathPrefix: String? = nil,
        userAgentPrefix: String? = nil, skip: Int = 0, times: Int? = nil
    ) {
        self.fault = fault
        self.verbs = verbs
        self.resource = resource
        self.subresource = subresource
        self.namespace = namespace
        self.name = name
        self.pathPrefix = pathPrefix
        self.userAgentPrefix = userAgentPrefix
        self.skip = skip
        self.times = times
    }

    func matches(_ request: IncomingRequest, _ target: RequestTarget?) -> Bool {
        if let verbs, !verbs.contains(target?.verb ?? "other") { return false }
        if let resource {
            guard let target else { return false }
            if resource != target.resource, resource != "\(target.resource).\(target.group)" { return false }
        }
        if let subresource, target == nil || target?.subresource ?? "" != subresource { return false }
        if let namespace, target?.namespace != namespace { return false }
        if let name, target?.name != name { return false }
        if let pathPrefix, !request.path.hasPrefix(pathPrefix) { return false }
        if let userAgentPrefix, !request.userAgent.hasPrefix(userAgentPrefix) { return false }
        return true
    }
}
