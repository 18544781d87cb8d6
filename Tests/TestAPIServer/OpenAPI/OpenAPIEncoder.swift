import Resources

/// Writes an OpenAPI v2 document in the protocol buffer form that older clients ask for. The numbers are
/// those of the message types in `OpenAPIv2.proto` of the gnostic project.
enum OpenAPIEncoder {
    static func document(_ document: Value) -> [UInt8] {
        var writer = ProtobufWriter()
        writer.string(1, "2.0")
        writer.message(2) { info in
            info.string(1, document.at("info", "title")?.stringValue ?? "")
            info.string(2, document.at("info", "version")?.stringValue ?? "")
        }
        writer.message(8) { paths in
            for (path, item) in sorted(document["paths"]) {
                paths.message(2) { named in
                    named.string(1, path)
                    named.message(2) { message in pathItem(item, into: &message) }
                }
            }
        }
        writer.message(9) { definitions in properties(document["definitions"], into: &definitions) }
        return writer.bytes
    }

    private static func sorted(_ value: Value?) -> [(key: String, value: Value)] {
        (value?.objectValue ?? [:]).sorted { $0.key < $1.key }
    }

    private static func pathItem(_ item: Value, into writer: inout ProtobufWriter) {
        let numbers: [String: UInt64] = ["get": 2, "put": 3, "post": 4, "delete": 5, "patch": 8]
        for (method, operation) in sorted(item) {
            guard let number = numbers[method] else { continue }
            writer.message(number) { message in
                message.string(5, operation["operationId"]?.stringValue ?? "")
                for parameter in operation["parameters"]?.arrayValue ?? [] {
                    message.message(8) { item in
                        item.message(1) { union in
                            union.message(2) { nonBody in
                                nonBody.message(3) { query in
                                    query.string(2, "query")
                                    query.string(4, parameter["name"]?.stringValue ?? "")
                                    query.string(6, parameter["type"]?.stringValue ?? "string")
                                }
                            }
                        }
                    }
                }
                extensions(operation, 13, into: &message)
            }
        }
    }

    /// Named schemas, as in `properties` and `definitions`.
    private static func properties(_ value: Value?, into writer: inout ProtobufWriter) {
        for (name, property) in sorted(value) {
            writer.message(1) { named in
                named.string(1, name)
                named.message(2) { message in schema(property, into: &message) }
            }
        }
    }

    private static func schema(_ value: Value, into writer: inout ProtobufWriter) {
        for (number, name) in [(1, "$ref"), (2, "format"), (4, "description"), (13, "pattern")]
            as [(UInt64, String)]
        {
            if let text = value[name]?.stringValue { writer.string(number, text) }
        }
        if let otherwise = value["default"] { any(5, otherwise, into: &writer) }
        for (number, name) in [(7, "maximum"), (9, "minimum")] as [(UInt64, String)] {
            if let bound = value[name]?.doubleValue { writer.double(number, bound) }
        }
        let counts: [(UInt64, String)] = [
            (11, "maxLength"), (12, "minLength"), (14, "maxItems"), (15, "minItems"), (17, "maxProperties"),
        ]
        for (number, name) in counts {
            if let count = value[name]?.intValue { writer.integer(number, count) }
        }
        for name in value["required"]?.strings ?? [] { writer.string(19, name) }
        for choice in value["enum"]?.arrayValue ?? [] { any(20, choice, into: &writer) }
        if let additional = value["additionalProperties"] {
            writer.message(21) { item in
                if let flag = additional.boolValue {
                    item.bool(2, flag)
                } else {
                    item.message(1) { message in schema(additional, into: &message) }
                }
            }
        }
        if let type = value["type"]?.stringValue { writer.message(22) { $0.string(1, type) } }
        if let items = value["items"] {
            writer.message(23) { item in item.message(1) { message in schema(items, into: &message) } }
        }
        if value["properties"] != nil {
            writer.message(25) { message in properties(value["properties"], into: &message) }
        }
        extensions(value, 31, into: &writer)
    }

    private static func extensions(_ value: Value, _ number: UInt64, into writer: inout ProtobufWriter) {
        for (name, content) in sorted(value) where name.hasPrefix("x-") {
            writer.message(number) { named in
                named.string(1, name)
                any(2, content, into: &named)
            }
        }
    }

    private static func any(_ number: UInt64, _ value: Value, into writer: inout ProtobufWriter) {
        // JSON is YAML, too.
        let text = String(decoding: value.canonicalJSON(), as: UTF8.self)
        writer.message(number) { $0.string(2, text) }
    }
}
