internal import Resources

extension CustomResourceVersion {
    /// `object` as the server reads it: pruned, without forbidden nulls, with defaults.
    func decoded(_ object: Value) -> Value {
        var pruning = SchemaPruning()
        var pruned = pruning.prune(object, schema, path: "", isResource: true)
        if let metadata = object["metadata"]?.objectValue {
            let known = metadata.filter { Self.metaFields.contains($0.key) && $0.value != .null }
            pruned = pruned.setting(.object(known), at: ["metadata"])
        }
        return SchemaDefaulting.defaulted(SchemaDefaulting.withoutNulls(pruned, schema), schema)
    }

    /// The paths that pruning removes, and unknown fields of metadata.
    func unknownFields(in object: Value) -> [String] {
        var pruning = SchemaPruning()
        _ = pruning.prune(object, schema, path: "", isResource: true)
        let meta = (object["metadata"]?.objectValue ?? [:]).keys.filter { !Self.metaFields.contains($0) }
        return (pruning.unknownFields + meta.map { "metadata.\($0)" }).sorted()
    }

    private static let metaFields: Set<String> = [
        "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation",
        "creationTimestamp",
        "deletionTimestamp", "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences",
        "finalizers",
        "managedFields",
    ]
}
