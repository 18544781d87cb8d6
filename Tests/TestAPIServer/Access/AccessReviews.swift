import Resources
import Synchronization

/// Questions of a client about what it may do (authorization.k8s.io/v1).
struct AccessReviews {
    let core: ServerCore
    let request: IncomingRequest

    static let type = ResourceType(
        group: "authorization.k8s.io", version: "v1", kind: "SelfSubjectAccessReview",
        plural: "selfsubjectaccessreviews", singular: "selfsubjectaccessreview", namespaced: false,
        verbs: ["create"])

    /// The answer when the request is such a question, else nil.
    func answer(_ target: RequestTarget) throws(APIFailure) -> Answer? {
        guard target.group == Self.type.group, target.resource == Self.type.plural else { return nil }
        if request.method != "POST" { throw .methodNotAllowed(request.method) }
        var review =
            request.contentType == ProtobufBody.mediaType
            ? try ProtobufBody.value(of: request.body) : try BodyReader.value(of: request.body, isYAML: false)
        let attributes = review.at("spec", "resourceAttributes") ?? .null
        let text = { (name: String) in attributes[name]?.stringValue ?? "" }
        let question = AccessQuestion(
            verb: text("verb"), group: text("group"), resource: text("resource"),
            subresource: text("subresource"), namespace: text("namespace"), name: text("name"))
        let allowed = core.state.withLock { $0.allows(request.caller, question) }
        review.set(["status"], to: ["allowed": .bool(allowed)])
        return Answer(status: 201, json: review)
    }
}
