import Resources

/// Reads objects in the protocol buffer form of Kubernetes (`k8s` and a null byte, then `runtime.Unknown`),
/// for the few kinds that newer kubectls send so: namespaces, config maps and access reviews. Field numbers
/// are those of the `generated.proto` files of k8s.io/api and k8s.io/apimachinery.
enum ProtobufBody {
    static let mediaType = "application/vnd.kubernetes.protobuf"

    private indirect enum Shape: Sendable {
        case text
        case texts
        case map
        case message([UInt64: (name: String, shape: Shape)])
    }

    private static let metadata = Shape.message([
        1: ("name", .text), 2: ("generateName", .text), 3: ("namespace", .text), 5: ("uid", .text),
        6: ("resourceVersion", .text), 11: ("labels", .map), 12: ("annotations", .map),
        14: ("finalizers", .texts),
    ])

    private static let kinds: [String: Shape] = [
        "Namespace": .message([1: ("metadata", metadata)]),
        "ConfigMap": .message([1: ("metadata", metadata), 2: ("data", .map)]),
        "SelfSubjectAccessReview": .message([
            1: ("metadata", metadata),
            2: (
                "spec",
                .message([
                    1: (
                        "resourceAttributes",
                        .message([
                            1: ("namespace", .text), 2: ("verb", .text), 3: ("group", .text),
                            4: ("version", .text),
                            5: ("resource", .text), 6: ("subresource", .text), 7: ("name", .text),
                        ])
                    ),
                    2: ("nonResourceAttributes", .message([1: ("path", .text), 2: ("verb", .text)])),
                ])
            ),
        ]),
    ]

    /// The object in a body; throws when it is of another kind or cannot be read.
    static func value(of bytes: [UInt8]) throws(APIFailure) -> Value {
        guard bytes.starts(with: [0x6B, 0x38, 0x73, 0]) else {
            throw .badRequest("the body is not in protobuf form")
        }
        var envelope = ProtobufReader(bytes[4...])
        var apiVersion = ""
        var kind = ""
        var raw: ArraySlice<UInt8> = []
        while let (field, content) = envelope.next() {
            guard case .bytes(let part) = content else { continue }
            if field == 2 { raw = part }
            guard field == 1 else { continue }
            var type = ProtobufReader(part)
            while let (number, content) = type.next() {
                guard case .bytes(let text) = content else { continue }
                if number == 1 { apiVersion = String(decoding: text, as: UTF8.self) }
                if number == 2 { kind = String(decoding: text, as: UTF8.self) }
            }
        }
        guard let shape = kinds[kind] else {
            throw .unsupportedMediaType(accepted: ["application/json", "application/yaml"])
        }
        var object = read(raw, shape)
        object.set(["apiVersion"], to: .string(apiVersion))
        object.set(["kind"], to: .string(kind))
        return object
    }

    private static func read(_ bytes: ArraySlice<UInt8>, _ shape: Shape) -> Value {
        guard case .message(let fields) = shape else {
            return .string(String(decoding: bytes, as: UTF8.self))
        }
        var members: [String: Value] = [:]
        var reader = ProtobufReader(bytes)
        while let (number, content) = reader.next() {
            guard let field = fields[number], case .bytes(let part) = content else { continue }
            switch field.shape {
            case .text where part.isEmpty: continue
            case .texts:
                members[field.name] = .array((members[field.name]?.arrayValue ?? []) + [read(part, .text)])
            case .map:
                let entry = read(part, .message([1: ("key", .text), 2: ("value", .text)]))
                var map = members[field.name]?.objectValue ?? [:]
                map[entry["key"]?.stringValue ?? ""] = entry["value"] ?? ""
                members[field.name] = .object(map)
            default: members[field.name] = read(part, field.shape)
            }
        }
        return .object(members)
    }
}
