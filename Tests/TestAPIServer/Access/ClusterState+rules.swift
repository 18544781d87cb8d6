import Resources

/// May somebody do this?
struct AccessQuestion: Hashable, Sendable {
    var verb: String
    var group: String
    var resource: String
    var subresource = ""
    var namespace = ""
    var name = ""

    /// As in `queues.jq.dev`.
    var qualifiedName: String { group.isEmpty ? resource : "\(resource).\(group)" }

    /// The resource as rules name it: with the subresource behind a slash.
    var fullResource: String { subresource.isEmpty ? resource : "\(resource)/\(subresource)" }
}

/// Role-based access control (Kubernetes documentation, "Using RBAC Authorization").
extension ClusterState {
    /// Whether the rules allow it; everything is allowed when they are not enforced.
    func allows(_ caller: Caller, _ question: AccessQuestion) -> Bool {
        if !settings.enforcesRBAC || caller.groups.contains("system:masters") { return true }
        return rules(for: caller, in: question.namespace).contains { Self.rule($0, allows: question) }
    }

    /// Whether the rules allow a GET of a path that is not a resource's.
    func allows(_ caller: Caller, path: String) -> Bool {
        if !settings.enforcesRBAC || caller.groups.contains("system:masters") { return true }
        let open = ["/version", "/healthz", "/livez", "/readyz"]
        if open.contains(where: path.hasPrefix) { return true }
        if caller.groups.contains("system:authenticated") { return true }
        return rules(for: caller, in: "").contains { rule in
            (rule["nonResourceURLs"]?.strings ?? []).contains { pattern in
                pattern.hasSuffix("*") ? path.hasPrefix(pattern.dropLast()) : path == pattern
            }
        }
    }

    private func rules(for caller: Caller, in namespace: String) -> [Value] {
        var rules: [Value] = []
        for (_, binding) in storage["clusterrolebindings.rbac.authorization.k8s.io"].objects
        where Self.binds(binding, caller) {
            rules += rulesOfRole(binding, namespace: "")
        }
        if namespace.isEmpty { return rules }
        for (name, binding) in storage["rolebindings.rbac.authorization.k8s.io"].objects
        where name.namespace == namespace && Self.binds(binding, caller) {
            rules += rulesOfRole(binding, namespace: namespace)
        }
        return rules
    }

    private func rulesOfRole(_ binding: Value, namespace: String) -> [Value] {
        let name = binding.at("roleRef", "name")?.stringValue ?? ""
        let isCluster = binding.at("roleRef", "kind") == "ClusterRole"
        let resource = isCluster ? "clusterroles" : "roles"
        let place = ObjectName(namespace: isCluster ? "" : namespace, name: name)
        let role = storage.object("\(resource).rbac.authorization.k8s.io", place)
        return role?["rules"]?.arrayValue ?? []
    }

    private static func binds(_ binding: Value, _ caller: Caller) -> Bool {
        (binding["subjects"]?.arrayValue ?? []).contains { subject in
            let name = subject["name"]?.stringValue ?? ""
            switch subject["kind"]?.stringValue {
            case "User": return name == caller.name
            case "Group": return caller.groups.contains(name)
            case "ServiceAccount":
                return caller.name
                    == "system:serviceaccount:\(subject["namespace"]?.stringValue ?? ""):\(name)"
            default: return false
            }
        }
    }

    private static func rule(_ rule: Value, allows question: AccessQuestion) -> Bool {
        let has = { (member: String, wanted: String) in
            let list = rule[member]?.strings ?? []
            return list.contains("*") || list.contains(wanted)
        }
        guard has("verbs", question.verb), has("apiGroups", question.group) else { return false }
        let resources = rule["resources"]?.strings ?? []
        let covers =
            resources.contains("*") || resources.contains(question.fullResource)
            || (!question.subresource.isEmpty && resources.contains("*/\(question.subresource)"))
        guard covers else { return false }
        let names = rule["resourceNames"]?.strings ?? []
        return names.isEmpty || names.contains(question.name)
    }
}
