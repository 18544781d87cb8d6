internal import CRdKafka
internal import LinuxReactor

/// Asks the brokers questions.
public struct KafkaProbe: Sendable {
    let client: ClientHandle

    /// Numbers of the topic's partitions, ascending; empty when the topic does not exist. Waits at most `limit`.
    public func partitions(of topic: String, within limit: Duration) async throws -> [Int32] {
        try await client.blocking.run { [client] in
            guard let handle = rd_kafka_topic_new(client.pointer, topic, nil) else {
                throw KafkaError(rd_kafka_last_error())
            }
            defer { rd_kafka_topic_destroy(handle) }
            var answer: UnsafePointer<rd_kafka_metadata>?
            let code = rd_kafka_metadata(client.pointer, 0, handle, &answer, limit.milliseconds)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let answer else { throw KafkaError(code) }
            defer { rd_kafka_metadata_destroy(answer) }
            guard answer.pointee.topic_cnt > 0 else { return [] }
            let found = answer.pointee.topics[0]
            let unknown = [RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC]
            if unknown.contains(found.err) { return [] }
            guard found.err == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(found.err) }
            return (0..<Int(found.partition_cnt)).map { found.partitions[$0].id }.sorted()
        }
    }

    /// How many brokers answer to the address that was given; throws when none does within `limit`.
    public func brokers(within limit: Duration) async throws -> Int {
        try await client.blocking.run { [client] in
            var answer: UnsafePointer<rd_kafka_metadata>?
            let code = rd_kafka_metadata(client.pointer, 0, nil, &answer, limit.milliseconds)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let answer else { throw KafkaError(code) }
            defer { rd_kafka_metadata_destroy(answer) }
            return Int(answer.pointee.broker_cnt)
        }
    }

    /// The offset of the oldest message that a partition has, and the one that its next message will get.
    public func offsets(
        of topic: String, partition: Int32, within limit: Duration
    ) async throws -> (oldest: Int64, next: Int64) {
        try await client.blocking.run { [client] in
            var low: Int64 = 0
            var high: Int64 = 0
            let code = rd_kafka_query_watermark_offsets(
                client.pointer, topic, partition, &low, &high, limit.milliseconds)
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code) }
            return (max(0, low), max(0, high))
        }
    }
}

extension Duration {
    /// Whole milliseconds, from 1 to a day.
    var milliseconds: Int32 {
        let (seconds, attoseconds) = components
        return Int32(min(max(seconds * 1000 + attoseconds / 1_000_000_000_000_000, 1), 86_400_000))
    }
}
