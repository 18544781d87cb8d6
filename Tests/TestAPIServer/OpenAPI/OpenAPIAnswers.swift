import Resources

/// Answers under `/openapi`.
struct OpenAPIAnswers {
    let types: [ResourceType]
    let request: IncomingRequest

    private static let protobuf = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"

    func answer() throws(APIFailure) -> Answer {
        let steps = request.path.split(separator: "/").map(String.init)
        switch steps.count > 1 ? steps[1] : "" {
        case "v2" where steps.count == 2:
            let document = OpenAPIDocument(types: types).version2
            if (request.header("Accept") ?? "").contains(Self.protobuf) {
                // The server names the protobuf form so; its own media type is not one that clients can
                // parse.
                return Answer(
                    status: 200, contentType: "application/octet-stream",
                    body: OpenAPIEncoder.document(document))
            }
            return Answer(json: document)
        case "v3" where steps.count == 2: return Answer(json: index)
        case "v3":
            let path = steps.dropFirst(2).joined(separator: "/")
            let described = types.filter { Self.path($0) == path }
            if described.isEmpty { throw .noSuchAddress }
            return Answer(json: OpenAPIDocument(types: described).version3)
        default: throw .noSuchAddress
        }
    }

    private static func path(_ type: ResourceType) -> String {
        type.group.isEmpty ? "api/\(type.version)" : "apis/\(type.apiVersion)"
    }

    private var index: Value {
        var paths: [String: Value] = [:]
        for path in Set(types.map(Self.path)) {
            paths[path] = ["serverRelativeURL": .string("/openapi/v3/\(path)")]
        }
        return ["paths": .object(paths)]
    }
}
