import JobQueueProto
import Resources
import SwiftProtobuf

extension ResourceView {
    /// A resource of jq-server; nil for a kind that this program does not know.
    init?(_ message: Jq_V1_Resource) {
        guard let key = ResourceKey(message.key) else { return nil }
        self.init(key: key, spec: jsonObject(message.spec), status: jsonObject(message.status))
        labels = message.labels
        annotations = message.annotations
        conditions = message.conditions.map { condition in
            ConditionView(
                type: condition.type, status: condition.status, reason: condition.reason,
                message: condition.message,
                since: condition.hasLastTransition ? Moment(condition.lastTransition) : nil)
        }
        generation = message.generation
        observedGeneration = message.observedGeneration
        owner = message.owner
        sourceRevision = message.sourceRevision
        file = message.file
        line = Int(message.line)
        if message.hasCreatedAt { createdAt = Moment(message.createdAt) }
    }
}
