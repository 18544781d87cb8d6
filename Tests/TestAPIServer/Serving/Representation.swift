import Resources

/// In which form a client wants objects, from its `Accept` header.
enum Representation: Sendable {
    case json
    /// `as=Table`, in this version of meta.k8s.io.
    case table(version: String)
    /// `as=PartialObjectMetadata` and its list.
    case metadata(version: String)

    /// The first form in the header that can be had; throws when there is none.
    init(accept: String?) throws(APIFailure) {
        guard let accept, !accept.isEmpty else {
            self = .json
            return
        }
        for range in accept.split(separator: ",") {
            let parts = range.split(separator: ";").map { String($0).trimmed }
            guard let type = parts.first, ["application/json", "*/*", "application/*"].contains(type) else {
                continue
            }
            var parameters: [String: String] = [:]
            for part in parts.dropFirst() {
                if let (name, value) = part.divided(at: "=") { parameters[name] = value }
            }
            let version = parameters["v"] ?? "v1"
            guard let form = parameters["as"] else {
                self = .json
                return
            }
            guard parameters["g"] == "meta.k8s.io", ["v1", "v1beta1"].contains(version) else { continue }
            switch form {
            case "Table": self = .table(version: version)
            case "PartialObjectMetadata", "PartialObjectMetadataList": self = .metadata(version: version)
            default: continue
            }
            return
        }
        throw APIFailure(
            code: 406, reason: "NotAcceptable",
            message: "only the following media types are accepted: application/json")
    }

    /// Objects of `type`, or a list of them, in this form.
    func present(_ value: Value, _ type: ResourceType, query: QueryParameters, withHeader: Bool = true)
        -> Value
    {
        switch self {
        case .json: return value
        case .table(let version):
            return TableWriter(type: type, version: version, includes: query["includeObject"] ?? "Metadata")
                .table(of: value, withHeader: withHeader)
        case .metadata(let version):
            if let items = value["items"]?.arrayValue {
                return [
                    "apiVersion": .string("meta.k8s.io/\(version)"), "kind": "PartialObjectMetadataList",
                    "metadata": value.metadata, "items": .array(items.map { Self.partial($0, version) }),
                ]
            }
            return Self.partial(value, version)
        }
    }

    static func partial(_ object: Value, _ version: String) -> Value {
        [
            "apiVersion": .string("meta.k8s.io/\(version)"), "kind": "PartialObjectMetadata",
            "metadata": object.metadata,
        ]
    }
}
