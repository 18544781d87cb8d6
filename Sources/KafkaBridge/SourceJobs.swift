import Kafka
import Lifecycle
import PostgresStore
import Resources

/// What a queue's declaration says about messages, and how they become jobs.
struct SourceJobs: Sendable {
    /// Most bytes of a message's value; the same as of a submitted payload.
    static let payloadLimit = 1 << 20
    /// Most bytes of a key that is used as it is.
    private static let keyLimit = 256

    let queue: String
    let source: QueueSpec.KafkaSource

    /// The job of a message.
    ///
    /// - Parameter now: milliseconds since 1970; no job is younger.
    func job(of record: KafkaRecord, now: UInt64) -> (job: NewJob, isOversized: Bool) {
        let time = min(record.timestamp.map { UInt64($0) } ?? now, now)
        let id = kafkaJobID(
            queue: queue, topic: record.topic, partition: record.partition, offset: record.offset,
            milliseconds: time)
        let value = record.value ?? []
        let isOversized = value.count > Self.payloadLimit
        var job = NewJob(id: id, queue: queue, payload: isOversized ? note(record) : value)
        job.priority = source.priority.map { Int16(clamping: $0) }
        job.labels = [
            "kafka-topic": record.topic, "kafka-partition": "\(record.partition)",
            "kafka-offset": "\(record.offset)",
        ]
        if source.keyAsConcurrencyKey { job.concurrencyKey = record.key.flatMap(concurrencyKey) }
        return (job, isOversized)
    }

    /// Where to find a message that is too large for a job.
    private func note(_ record: KafkaRecord) -> [UInt8] {
        let place: [String: Value] = [
            "topic": .string(record.topic), "partition": .int(Int64(record.partition)),
            "offset": .int(record.offset), "bytes": .int(Int64(record.value?.count ?? 0)),
        ]
        return Value.object(["kafka": .object(place)]).canonicalJSON()
    }

    /// A short text as it is, anything else in hexadecimal digits; a longer one is cut, so that long keys with the same
    /// beginning take turns with each other.
    private func concurrencyKey(_ key: [UInt8]) -> String? {
        if key.isEmpty { return nil }
        if key.count <= Self.keyLimit, !key.contains(0), let text = String(validating: key, as: UTF8.self) {
            return text
        }
        return "0x"
            + key.prefix(Self.keyLimit / 2).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
