import Resources
import Synchronization

/// Does what one request asks for.
struct RequestProcessor {
    let core: ServerCore
    let request: IncomingRequest
    let target: RequestTarget?

    /// The answer to anything but a watch.
    func answer() throws(APIFailure) -> Answer {
        guard let target, isResourcePath(target) else {
            try authorizePath()
            return try DiscoveryAnswers(core: core, request: request).answer()
        }
        if let answer = try AccessReviews(core: core, request: request).answer(target) { return answer }
        try authorize(target)
        let type = try type(target)
        if !type.verbs.contains(target.verb) { throw .methodNotAllowed(request.method) }
        if let subresource = target.subresource { try check(subresource, of: type, target.name ?? "") }
        if target.subresource == "scale" {
            return try ScaleRequest(processor: self, type: type, target: target).answer()
        }
        return compressed(try resourceAnswer(target, type))
    }

    private func isResourcePath(_ target: RequestTarget) -> Bool {
        !target.resource.isEmpty
    }

    private func type(_ target: RequestTarget) throws(APIFailure) -> ResourceType {
        let found = core.state.withLock { state -> Result<ResourceType, APIFailure> in
            do throws(APIFailure) {
                return .success(
                    try state.type(group: target.group, version: target.version, plural: target.resource))
            } catch {
                return .failure(error)
            }
        }
        let type = try found.get()
        if type.namespaced, target.namespace == nil, target.name != nil || target.verb == "create" {
            throw .noSuchAddress
        }
        if !type.namespaced, target.namespace != nil { throw .noSuchAddress }
        return type
    }

    private func check(_ subresource: String, of type: ResourceType, _ name: String) throws(APIFailure) {
        let exists =
            (subresource == "status" && type.hasStatus) || (subresource == "scale" && type.scale != nil)
            || (subresource == "finalize" && type.qualifiedName == "namespaces")
        if !exists { throw .notFound(type, name) }
    }

    private func resourceAnswer(_ target: RequestTarget, _ type: ResourceType) throws(APIFailure) -> Answer {
        let form = try Representation(accept: request.header("Accept"))
        let name = ObjectName(namespace: target.namespace ?? "", name: target.name ?? "")
        var status = 200
        var warnings: [String] = []
        let value: Value
        switch target.verb {
        case "get":
            value = try inState { (state) throws(APIFailure) in
                try state.read(
                    type, name, resourceVersion: request.query["resourceVersion"] ?? "",
                    replica: request.replica)
            }
        case "list":
            let options = try ListOptions(request.query, for: type)
            value = try inState { (state) throws(APIFailure) in
                try state.list(type, namespace: target.namespace, options, replica: request.replica)
            }
        case "create":
            let (object, options) = (try body(), try writeOptions(target))
            warnings = unknownFieldWarnings(object, type, options)
            status = 201
            value = try inState { (state) throws(APIFailure) in
                try state.create(type, namespace: name.namespace, object, options)
            }
        case "update":
            let (object, options) = (try body(), try writeOptions(target))
            warnings = unknownFieldWarnings(object, type, options)
            value = try inState { (state) throws(APIFailure) in try state.update(type, name, object, options)
            }
        case "patch": (value, status) = try patch(target, type, name, &warnings)
        case "delete":
            let options = try DeleteOptions(body: try optionalBody(), query: request.query)
            value = try inState { (state) throws(APIFailure) in try state.delete(type, name, options) }
        case "deletecollection":
            let options = try DeleteOptions(body: try optionalBody(), query: request.query)
            let selection = try ListOptions(request.query, for: type)
            value = try inState { (state) throws(APIFailure) in
                try state.deleteCollection(type, namespace: target.namespace, selection, options)
            }
        default: throw .methodNotAllowed(request.method)
        }
        let isStatus = value["kind"] == "Status"
        var answer = Answer(
            status: status, json: isStatus ? value : form.present(value, type, query: request.query))
        for warning in warnings {
            let quoted = warning.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            answer.headers.append(("Warning", "299 - \"\(quoted)\""))
        }
        return answer
    }

    private func unknownFieldWarnings(
        _ object: Value, _ type: ResourceType, _ options: WriteOptions
    ) -> [String] {
        let undomained = object.finalizers.filter { !$0.contains("/") }.map { finalizer in
            "metadata.finalizers: \"\(finalizer)\": prefer a domain-qualified finalizer name "
                + "to avoid accidental conflicts with other finalizer writers"
        }
        guard options.fieldValidation == .warn else { return undomained }
        return undomained
            + (type.admission?.unknownFields(in: object) ?? []).map { "unknown field \"\($0)\"" }
    }

    /// Runs `body` on the state, then the loops beside it.
    func inState<Result: Sendable>(
        _ body: (inout ClusterState) throws(APIFailure) -> Result
    ) throws(APIFailure) -> Result {
        try core.change(body)
    }

    // MARK: Reading the request

    func body() throws(APIFailure) -> Value {
        guard let value = try optionalBody() else { throw .badRequest("the body of the request is empty") }
        return value
    }

    private func optionalBody() throws(APIFailure) -> Value? {
        if request.body.isEmpty { return nil }
        let type = request.contentType
        if type == ProtobufBody.mediaType { return try ProtobufBody.value(of: request.body) }
        if !["", "application/json", "application/yaml", "text/yaml"].contains(type) {
            throw .unsupportedMediaType(accepted: [
                "application/json", "application/yaml", "application/vnd.kubernetes.protobuf",
            ])
        }
        return try BodyReader.value(of: request.body, isYAML: type.hasSuffix("yaml"))
    }

    func writeOptions(_ target: RequestTarget) throws(APIFailure) -> WriteOptions {
        if let dryRun = request.query["dryRun"], dryRun != "All" {
            throw .invalidOptions(
                "CreateOptions", "dryRun: Unsupported value: \"\(dryRun)\": supported values: \"All\"")
        }
        let validation = request.query["fieldValidation"].map { WriteOptions.FieldValidation(rawValue: $0) }
        if let validation, validation == nil {
            throw .invalidOptions("CreateOptions", "fieldValidation: Unsupported value")
        }
        return WriteOptions(
            fieldManager: request.fieldManager, dryRun: request.query["dryRun"] == "All",
            force: request.query.isTrue("force"), subresource: target.subresource,
            fieldValidation: (validation ?? nil) ?? .warn)
    }

    // MARK: Patches

    private func patch(
        _ target: RequestTarget, _ type: ResourceType, _ name: ObjectName, _ warnings: inout [String]
    ) throws(APIFailure) -> (Value, Int) {
        let options = try writeOptions(target)
        let kind = request.contentType
        if options.fieldManager.utf8.count > 128 {
            throw .invalidOptions("PatchOptions", "fieldManager: Too long: may not be more than 128 bytes")
        }
        if kind == "application/apply-patch+yaml" {
            if request.query["fieldManager"] == nil {
                throw .invalidOptions(
                    "PatchOptions", "fieldManager: Required value: is required for apply patch")
            }
            let configuration = try ApplyBody.value(of: request.body)
            warnings = unknownFieldWarnings(configuration, type, options)
            let result = try inState { (state) throws(APIFailure) in
                try state.apply(type, name, configuration, options)
            }
            return (result.object, result.isNew ? 201 : 200)
        }
        if request.query.has("force") {
            throw .invalidOptions(
                "PatchOptions", "force: Forbidden: may not be specified for non-apply patch")
        }
        let change = try change(kind, type)
        if kind == "application/merge-patch+json" {
            var partial = try BodyReader.value(of: request.body, isYAML: false)
            partial.set(["apiVersion"], to: .string(type.apiVersion))
            partial.set(["kind"], to: .string(type.kind))
            warnings = unknownFieldWarnings(partial, type, options)
        }
        return (
            try inState { (state) throws(APIFailure) in try state.patch(type, name, options, by: change) },
            200
        )
    }

    /// What a patch of the kind does to an object.
    func change(_ kind: String, _ type: ResourceType) throws(APIFailure) -> (Value) throws(APIFailure) ->
        Value
    {
        let patch = try BodyReader.value(of: request.body, isYAML: false)
        switch kind {
        case "application/merge-patch+json": return { (live) throws(APIFailure) in live.merged(with: patch) }
        case "application/json-patch+json":
            let operations = try JSONPatch(patch)
            return { (live) throws(APIFailure) in try operations.apply(to: live) }
        case "application/strategic-merge-patch+json" where type.definition == nil:
            return { (live) throws(APIFailure) in
                StrategicMergePatch.apply(patch, to: live, SchemaView(type)) ?? .object([:])
            }
        default:
            var accepted = ["application/json-patch+json", "application/merge-patch+json"]
            if type.definition == nil { accepted.append("application/strategic-merge-patch+json") }
            throw .unsupportedMediaType(accepted: accepted + ["application/apply-patch+yaml"])
        }
    }
}
