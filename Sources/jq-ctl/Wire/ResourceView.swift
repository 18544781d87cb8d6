import FoundationEssentials
import JobQueueProto
import Resources
import SwiftProtobuf

/// A resource of the server with its JSON fields read.
struct ResourceView: Sendable {
    let key: ResourceKey
    let message: Jq_V1_Resource
    let spec: Value
    let status: Value

    /// Nil for a kind that this program does not know.
    init?(_ message: Jq_V1_Resource) {
        guard let key = ResourceKey(message.key) else { return nil }
        self.key = key
        self.message = message
        spec = jsonObject(message.spec)
        status = jsonObject(message.status)
    }

    /// What was declared, without anything that the server adds.
    var declaration: Resource {
        Resource(key: key, labels: message.labels, annotations: message.annotations, spec: spec)
    }

    /// The condition of a type in any case.
    func condition(_ type: String) -> Jq_V1_Condition? {
        message.conditions.first { $0.type.lowercased() == type.lowercased() }
    }

    var age: String { message.hasCreatedAt ? Moment(message.createdAt).age : "" }

    /// The document as the Kubernetes API would write it.
    var document: Value {
        var metadata: [String: Value] = [
            "name": .string(key.name), "namespace": .string(key.namespace),
            "generation": .int(message.generation),
        ]
        if !message.labels.isEmpty { metadata["labels"] = .object(message.labels.mapValues { .string($0) }) }
        if !message.annotations.isEmpty {
            metadata["annotations"] = .object(message.annotations.mapValues { .string($0) })
        }
        if message.hasCreatedAt { metadata["creationTimestamp"] = .string(Moment(message.createdAt).text) }
        return [
            "apiVersion": .string(Kind.apiVersion), "kind": .string(key.kind.rawValue),
            "metadata": .object(metadata), "spec": spec, "status": .object(statusDocument),
        ]
    }

    private var statusDocument: [String: Value] {
        var document = status.objectValue ?? [:]
        document["observedGeneration"] = .int(message.observedGeneration)
        if !message.conditions.isEmpty {
            document["conditions"] = .array(message.conditions.map(conditionDocument))
        }
        var source: [String: Value] = [:]
        if !message.owner.isEmpty { source["owner"] = .string(message.owner) }
        if !message.sourceRevision.isEmpty { source["revision"] = .string(message.sourceRevision) }
        if !message.file.isEmpty {
            source["file"] = .string(message.file)
            source["line"] = .int(Int64(message.line))
        }
        if !source.isEmpty { document["source"] = .object(source) }
        return document
    }

    private func conditionDocument(_ condition: Jq_V1_Condition) -> Value {
        var document: [String: Value] = [
            "type": .string(condition.type), "status": .string(condition.status),
        ]
        if !condition.reason.isEmpty { document["reason"] = .string(condition.reason) }
        if !condition.message.isEmpty { document["message"] = .string(condition.message) }
        if condition.hasLastTransition {
            document["lastTransitionTime"] = .string(Moment(condition.lastTransition).text)
        }
        return .object(document)
    }
}
