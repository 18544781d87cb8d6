import Resources

/// A resource as it is shown, wherever it is kept.
struct ResourceView: Hashable, Sendable {
    let key: ResourceKey
    var labels: [String: String] = [:]
    var annotations: [String: String] = [:]
    /// What was declared, without defaults.
    var spec: Value
    /// The kind's own counters and facts.
    var status: Value
    var conditions: [ConditionView] = []
    var generation: Int64 = 0
    /// The generation that status and conditions are about.
    var observedGeneration: Int64 = 0
    /// Who declares it; empty when nobody does.
    var owner = ""
    var sourceRevision = ""
    /// Where it was declared; empty when that is not known.
    var file = ""
    var line = 0
    var createdAt: Moment?
    /// Since when a cluster's object is being deleted; nil when it is not.
    var deletedAt: Moment?
    /// Who holds a cluster's object that is being deleted.
    var finalizers: [String] = []

    /// One aspect of the state.
    struct ConditionView: Hashable, Sendable {
        let type: String
        let status: String
        let reason: String
        let message: String
        let since: Moment?
    }

    init(key: ResourceKey, spec: Value, status: Value) {
        self.key = key
        self.spec = spec
        self.status = status
    }

    /// What was declared, without anything that the keeper adds.
    var declaration: Resource {
        Resource(key: key, labels: labels, annotations: annotations, spec: spec)
    }

    /// The condition of a type in any case.
    func condition(_ type: String) -> ConditionView? {
        conditions.first { $0.type.lowercased() == type.lowercased() }
    }

    /// Why an object that is being deleted is still there; nil when it is not being deleted, or nobody has
    /// had the time to say why.
    var hold: String? {
        guard let deletedAt else { return nil }
        if let ready = condition("Ready"), ready.reason == "Deleting" { return ready.message }
        // A controller says it within a moment.
        guard Moment.now.micros - deletedAt.micros > 10_000_000 else { return nil }
        return "held by \(finalizers.joined(separator: ", ")), and no controller says why; "
            + "is jq-controller running?"
    }

    var age: String { createdAt?.age ?? "" }

    /// The document as the Kubernetes API would write it.
    var document: Value {
        var metadata: [String: Value] = [
            "name": .string(key.name), "namespace": .string(key.namespace), "generation": .int(generation),
        ]
        if !labels.isEmpty { metadata["labels"] = .object(labels.mapValues { .string($0) }) }
        if !annotations.isEmpty { metadata["annotations"] = .object(annotations.mapValues { .string($0) }) }
        if let createdAt { metadata["creationTimestamp"] = .string(createdAt.text) }
        if let deletedAt { metadata["deletionTimestamp"] = .string(deletedAt.text) }
        return [
            "apiVersion": .string(Kind.apiVersion), "kind": .string(key.kind.rawValue),
            "metadata": .object(metadata), "spec": spec, "status": .object(statusDocument),
        ]
    }

    private var statusDocument: [String: Value] {
        var document = status.objectValue ?? [:]
        document["observedGeneration"] = .int(observedGeneration)
        if !conditions.isEmpty { document["conditions"] = .array(conditions.map(\.document)) }
        var source: [String: Value] = [:]
        if !owner.isEmpty { source["owner"] = .string(owner) }
        if !sourceRevision.isEmpty { source["revision"] = .string(sourceRevision) }
        if !file.isEmpty {
            source["file"] = .string(file)
            source["line"] = .int(Int64(line))
        }
        if !source.isEmpty { document["source"] = .object(source) }
        return document
    }
}

extension ResourceView.ConditionView {
    fileprivate var document: Value {
        var document: [String: Value] = ["type": .string(type), "status": .string(status)]
        if !reason.isEmpty { document["reason"] = .string(reason) }
        if !message.isEmpty { document["message"] = .string(message) }
        if let since { document["lastTransitionTime"] = .string(since.text) }
        return .object(document)
    }
}
