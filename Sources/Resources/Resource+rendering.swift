extension Resource {
    /// The whole resource as one value, as the Kubernetes API writes it: apiVersion, kind, metadata and spec.
    /// The namespace `default` and empty labels and annotations are left out.
    public var document: Value {
        var metadata: [String: Value] = ["name": .string(key.name)]
        if key.namespace != ResourceKey.defaultNamespace { metadata["namespace"] = .string(key.namespace) }
        if !labels.isEmpty { metadata["labels"] = .object(labels.mapValues(Value.string)) }
        if !annotations.isEmpty { metadata["annotations"] = .object(annotations.mapValues(Value.string)) }
        return [
            "apiVersion": .string(Kind.apiVersion), "kind": .string(key.kind.rawValue),
            "metadata": .object(metadata), "spec": spec,
        ]
    }

    /// The resource as canonical JSON.
    public func json() -> [UInt8] { document.canonicalJSON() }

    /// The resource as a YAML document, its fields in the schema's order, ending with a line break. Reading
    /// it again gives the same resource. It holds everything, also what `env` and `payload` hold.
    public func yaml() -> String {
        var writer = YAMLWriter()
        writer.document(document, schema: Schema.of(key.kind).root)
        return writer.text
    }
}
