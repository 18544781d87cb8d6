import Kafka
import Lifecycle
import PostgresStore
import Resources

/// Versions of what is written to the topics; see EVENTS.md.
let eventSchemaVersion = 1

extension KafkaMessage {
    /// The message for a transition; nil when it goes to no topic.
    init?(_ entry: FeedEvent, prefix: String) {
        let event = entry.event
        guard let topic = JobTopic(from: event.from, to: event.to) else { return nil }
        let id = event.job.description
        self.init(
            topic: prefix + topic.rawValue, key: Array(id.utf8),
            value: Self.document(entry, type: topic.rawValue).canonicalJSON(),
            headers: [
                Header("event-id", String(event.id)), Header("event-type", topic.rawValue),
                Header("event-version", String(eventSchemaVersion)),
                Header("content-type", "application/json"),
            ], timestamp: event.occurredAt / 1000)
    }

    private static func document(_ entry: FeedEvent, type: String) -> Value {
        let event = entry.event
        var members: [String: Value] = [
            "version": .int(Int64(eventSchemaVersion)), "eventId": .int(event.id), "type": .string(type),
            "jobId": .string(event.job.description), "toStatus": .string(event.to.rawValue),
            "attempt": .int(Int64(event.attempt)),
            "occurredAt": .string(Timestamp.text(micros: event.occurredAt)),
        ]
        if !entry.queue.isEmpty { members["queue"] = .string(entry.queue) }
        if let from = event.from { members["fromStatus"] = .string(from.rawValue) }
        if let worker = event.worker { members["workerId"] = .string(worker.description) }
        if let reason = event.reason { members["reason"] = .string(reason) }
        if let error = event.error { members["error"] = .string(error) }
        if let code = event.exitCode { members["exitCode"] = .int(Int64(code)) }
        return .object(members)
    }
}
