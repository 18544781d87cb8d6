import Resources

/// Decodes a resource that is a JSON value.
func decode(_ document: Value) -> (Resource?, [Diagnostic]) {
    decodeResource(Node(document, mark: Mark(file: "m", line: 1, column: 1)))
}

/// Decodes a resource of a kind with this spec.
func decode(_ kind: Kind, _ spec: Value) -> (Resource?, [Diagnostic]) {
    decode(Resource(key: ResourceKey(kind: kind, name: "x"), spec: spec).document)
}
