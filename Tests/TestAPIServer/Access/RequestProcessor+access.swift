import Resources
import Synchronization

extension RequestProcessor {
    /// Throws 403 when the caller may not do what the target says, whether it is served or not.
    func authorize(_ target: RequestTarget) throws(APIFailure) {
        var question = AccessQuestion(
            verb: target.verb, group: target.group, resource: target.resource,
            subresource: target.subresource ?? "", namespace: target.namespace ?? "", name: target.name ?? "")
        // A list or watch of one name by field selector counts as a request for that name.
        if question.name.isEmpty, ["list", "watch", "deletecollection"].contains(target.verb),
            let selected = request.query["fieldSelector"]?.divided(at: "metadata.name=")?.1
        {
            question.name = String(selected.prefix { $0 != "," })
        }
        // The name of a namespace is its namespace for the rules, too.
        if target.resource == "namespaces", target.group.isEmpty { question.namespace = question.name }
        try require(question)
        let isApply = request.contentType == "application/apply-patch+yaml"
        if target.verb == "patch", isApply, target.subresource == nil {
            let name = ObjectName(namespace: target.namespace ?? "", name: target.name ?? "")
            if core.state.withLock({ $0.storage.object(question.qualifiedName, name) }) == nil {
                question.verb = "create"
                try require(question)
            }
        }
    }

    private func require(_ question: AccessQuestion) throws(APIFailure) {
        if core.state.withLock({ $0.allows(request.caller, question) }) { return }
        let place =
            question.namespace.isEmpty ? "at the cluster scope" : "in the namespace \"\(question.namespace)\""
        let type = ResourceType(
            group: question.group, version: "", kind: "", plural: question.resource, singular: "")
        throw .forbidden(
            type, question.name,
            "User \"\(request.caller.name)\" cannot \(question.verb) resource \"\(question.fullResource)\" "
                + "in API group \"\(question.group)\" \(place)")
    }

    /// Throws 403 when the caller may not read a path that is not a resource's.
    func authorizePath() throws(APIFailure) {
        if core.state.withLock({ $0.allows(request.caller, path: request.path) }) { return }
        throw APIFailure(
            code: 403, reason: "Forbidden",
            message: "forbidden: User \"\(request.caller.name)\" cannot get path \"\(request.path)\"")
    }
}
