/// Decodes the one resource that `node` is.
///
/// Every problem is reported, not only the first. The resource is nil when one of them is an error; warnings
/// leave it usable. Fields that only a server sets (`metadata.uid` and the like) are skipped; `status` is
/// skipped with a warning.
public func decodeResource(_ node: Node) -> (Resource?, [Diagnostic]) {
    var decoder = ResourceDecoder()
    let resource = decoder.decode(node)
    return (resource, decoder.diagnostics)
}

/// Decodes what one document holds: a resource, or a `kind: List` with any number of them under `items`.
public func decodeResources(_ node: Node) -> ([Resource], [Diagnostic]) {
    guard node["kind"]?.text == "List" else {
        let (resource, diagnostics) = decodeResource(node)
        return (resource.map { [$0] } ?? [], diagnostics)
    }
    guard let items = node["items"], !items.isNull else { return ([], []) }
    guard case .sequence(let nodes) = items.content else {
        let message = "items: expected a list, found \(items.summary(sensitive: true))"
        return ([], [.error(message, mark: items.mark, field: "items")])
    }
    var resources: [Resource] = []
    var diagnostics: [Diagnostic] = []
    for node in nodes {
        let (decoded, problems) = decodeResources(node)
        resources += decoded
        diagnostics += problems
    }
    return (resources, diagnostics)
}

private struct ResourceDecoder {
    private var fields = FieldDecoder()
    private var key: ResourceKey?

    /// All problems, each with the resource's key when that is known.
    var diagnostics: [Diagnostic] {
        guard let key else { return fields.diagnostics }
        return fields.diagnostics.map { diagnostic in
            var diagnostic = diagnostic
            diagnostic.resource = key
            return diagnostic
        }
    }

    mutating func decode(_ node: Node) -> Resource? {
        guard case .mapping(let pairs) = node.content else {
            fields.add(
                .error(
                    "expected a resource, found \(node.summary(sensitive: true))", mark: node.mark,
                    hint: "a resource is a mapping with apiVersion, kind, metadata and spec"))
            return nil
        }
        var parts = Parts()
        for (keyNode, value) in pairs {
            switch keyNode.text {
            case "apiVersion": parts.apiVersion = value
            case "kind": parts.kind = value
            case "metadata": parts.metadata = value
            case "spec": parts.spec = (keyNode, value)
            case "status": warnStatus(keyNode)
            default: unknownField(keyNode)
            }
        }
        checkAPIVersion(parts.apiVersion, of: node)
        let kind = decodeKind(parts.kind, of: node)
        let metadata = decodeMetadata(parts.metadata, of: node)
        guard let kind else { return nil }
        if let name = metadata?["name"]?.stringValue {
            key = ResourceKey(
                kind: kind, namespace: metadata?["namespace"]?.stringValue ?? ResourceKey.defaultNamespace,
                name: name)
        }
        let spec = decodeSpec(parts.spec, of: kind, in: node)
        guard fields.errorCount == 0, let key, let metadata, let spec else { return nil }
        return Resource(
            key: key, labels: metadata["labels"].strings, annotations: metadata["annotations"].strings,
            spec: spec, origin: node.mark, marks: fields.marks)
    }

    private mutating func checkAPIVersion(_ version: Node?, of node: Node) {
        let path = "apiVersion"
        let ours = Kind.apiVersion
        guard let version else {
            let hint = "add \(path): \(ours)"
            return fields.add(.error("\(path) is required", mark: node.mark, hint: hint, field: path))
        }
        guard let text = version.text else {
            return fields.expected("a string", found: version, path: path, hint: "write \(ours)")
        }
        if text == ours { return }
        let isNear = text.hasPrefix("jq.dev/") || nearest(to: text, among: [ours]) != nil
        let hint = isNear ? "did you mean \(quoted(ours))?" : "this version reads \(ours)"
        fields.add(.error("unknown \(path) \(quoted(text))", mark: version.mark, hint: hint, field: path))
    }

    private mutating func decodeKind(_ kind: Node?, of node: Node) -> Kind? {
        if let known = kind?.text.flatMap(Kind.init(rawValue:)) { return known }
        let path = "kind"
        let names = Kind.allCases.map(\.rawValue)
        let list = "the kinds are \(names.joined(separator: ", "))"
        if let kind, let name = kind.text {
            let hint = suggestion(for: name, among: names) ?? list
            fields.add(.error("unknown \(path) \(quoted(name))", mark: kind.mark, hint: hint, field: path))
        } else if let kind {
            fields.expected("a string", found: kind, path: path, hint: list)
        } else {
            fields.add(.error("\(path) is required", mark: node.mark, hint: list, field: path))
        }
        return nil
    }

    private mutating func decodeMetadata(_ metadata: Node?, of node: Node) -> Value? {
        guard let metadata, !metadata.isNull else {
            let mark = metadata?.mark ?? node.mark
            let hint = "add metadata: {name: emails}"
            fields.add(.error("metadata is required", mark: mark, hint: hint, field: "metadata"))
            return nil
        }
        var declared = metadata
        if case .mapping(let pairs) = metadata.content, pairs.contains(where: { isServerSet($0.key) }) {
            declared.content = .mapping(pairs.filter { !isServerSet($0.key) })
        }
        let value = fields.object(declared, metadataSchema, path: "metadata", sensitive: false)
        fields.ownName = metadata["name"]?.text
        return value
    }

    private func isServerSet(_ key: Node) -> Bool { key.text.map(serverSetMetadata.contains) ?? false }

    private mutating func decodeSpec(
        _ spec: (key: Node, value: Node)?, of kind: Kind, in node: Node
    ) -> Value? {
        var value = spec?.value ?? Node(mark: node.mark, content: .mapping([]))
        if value.isNull { value.content = .mapping([]) }
        if let key = spec?.key { fields.marks["spec"] = key.mark }
        let schema = Schema.of(kind).spec
        return fields.object(value, schema, path: "spec", sensitive: false).map(schema.omittingDefaults)
    }

    private mutating func warnStatus(_ key: Node) {
        let hint = "it is reported, not declared"
        fields.add(.warning("status is ignored", mark: key.mark, hint: hint, field: "status"))
    }

    private mutating func unknownField(_ key: Node) {
        let name = key.text ?? ""
        let places = Kind.allCases.contains { Schema.of($0).spec.field(name) != nil } ? "spec" : nil
        let place = metadataSchema.field(name) != nil ? "metadata" : places
        let hint =
            suggestion(for: name, among: ["apiVersion", "kind", "metadata", "spec"])
            ?? place.map { "did you mean to write it under \($0)?" }
            ?? "a resource has the fields apiVersion, kind, metadata and spec"
        fields.add(
            .error("unknown field \(quoted(name))", mark: key.mark, hint: hint, field: shortened(name)))
    }
}

extension ResourceDecoder {
    /// The top-level fields of a resource.
    private struct Parts {
        var apiVersion: Node?
        var kind: Node?
        var metadata: Node?
        var spec: (key: Node, value: Node)?
    }
}

extension Value? {
    fileprivate var strings: [String: String] {
        guard case .object(let members) = self else { return [:] }
        return members.compactMapValues(\.stringValue)
    }
}
