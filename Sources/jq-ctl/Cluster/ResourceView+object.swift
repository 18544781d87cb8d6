import KubernetesProtocol
import KubernetesResources
import Resources

extension ResourceView {
    /// An object of a cluster, as jq-server would show what its controller declares there.
    init(_ object: KubernetesObject, kind: Kind) {
        let declared = DeclaredObject(object, kind: kind)
        let metadata = object.metadata
        var status = object.status.objectValue ?? [:]
        let conditions = status.removeValue(forKey: "conditions")?.arrayValue ?? []
        let observed = status.removeValue(forKey: "observedGeneration")?.intValue ?? 0
        // What cannot be decoded is shown as it is.
        self.init(
            key: declared.key, spec: declared.resource?.spec ?? (object.spec == .null ? [:] : object.spec),
            status: .object(status))
        labels = declared.resource?.labels ?? metadata.labels
        annotations = declared.resource?.annotations ?? metadata.annotations
        self.conditions = conditions.map { ConditionView($0) }
        generation = metadata.generation
        observedGeneration = observed
        if kind != .worker { owner = DeclarationOptions.clusterOwner }
        if kind != .worker, let origin = declared.resource?.origin {
            (file, line) = (origin.file, origin.line)
        }
        createdAt = Moment(metadata.creationTimestamp)
        deletedAt = Moment(metadata.deletionTimestamp)
        finalizers = metadata.finalizers
    }
}

extension ResourceView.ConditionView {
    fileprivate init(_ condition: Value) {
        func text(_ name: String) -> String { condition[name]?.stringValue ?? "" }
        self.init(
            type: text("type"), status: text("status"), reason: text("reason"), message: text("message"),
            since: Moment(condition["lastTransitionTime"]?.stringValue))
    }
}
