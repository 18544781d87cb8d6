import Resources

/// What a path under `/api` or `/apis` and a method mean.
struct RequestTarget: Hashable, Sendable {
    /// `get`, `list`, `watch`, `create`, `update`, `patch`, `delete` or `deletecollection`.
    var verb: String
    var group: String
    var version: String
    var resource: String
    /// nil for all namespaces and for cluster-scoped resources.
    var namespace: String?
    var name: String?
    var subresource: String?

    /// Reads a request for a resource; nil for other paths, such as discovery.
    init?(_ request: IncomingRequest) {
        var steps = request.path.split(separator: "/").map(String.init)[...]
        switch steps.popFirst() {
        case "api": group = ""
        case "apis":
            guard let group = steps.popFirst() else { return nil }
            self.group = group
        default: return nil
        }
        guard let version = steps.popFirst() else { return nil }
        self.version = version
        if steps.first == "namespaces", steps.count > 2,
            !["status", "finalize"].contains(steps[steps.startIndex + 2])
        {
            namespace = steps[steps.startIndex + 1]
            steps = steps.dropFirst(2)
        }
        guard let resource = steps.popFirst(), steps.count <= 2 else { return nil }
        self.resource = resource
        name = steps.popFirst()
        subresource = steps.popFirst()
        switch (request.method, name) {
        case ("GET", nil): verb = request.query.isTrue("watch") ? "watch" : "list"
        case ("GET", _): verb = "get"
        case ("POST", _): verb = "create"
        case ("PUT", .some): verb = "update"
        case ("PATCH", .some): verb = "patch"
        case ("DELETE", nil): verb = "deletecollection"
        case ("DELETE", _): verb = "delete"
        default: verb = request.method.lowercased()
        }
    }
}
