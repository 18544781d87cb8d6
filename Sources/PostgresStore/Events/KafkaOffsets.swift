import Postgres

extension JobQueueStore {
    /// The next message that a queue takes from each partition of a topic it has read.
    public func kafkaOffsets(queue: String, topic: String) async throws(StoreError) -> [Int32: Int64] {
        var parameters = Parameters()
        parameters.append(queue)
        parameters.append(topic)
        let rows = try await read(KafkaOffsetSQL.all, parameters)
        return Dictionary(
            rows.map { ($0.int32(0), $0.int64(1)) }, uniquingKeysWith: { _, last in last })
    }

    /// Notes where a queue begins with a partition, unless it has begun; gives the offset that holds now.
    public func beginKafkaPartition(
        queue: String, topic: String, partition: Int32, at offset: Int64
    ) async throws(StoreError) -> Int64 {
        var parameters = Parameters()
        parameters.append(queue)
        parameters.append(topic)
        parameters.append(partition)
        parameters.append(offset)
        let rows = try await read(KafkaOffsetSQL.begin, parameters)
        return rows.count > 0 ? rows[0].int64(0) : offset
    }

    /// Goes on elsewhere, because the broker no longer has the message at `expected`. False when another server has
    /// moved the offset meanwhile; then nothing was changed.
    public func moveKafkaOffset(
        queue: String, topic: String, partition: Int32, from expected: Int64, to offset: Int64
    ) async throws(StoreError) -> Bool {
        let parameters = kafkaMove(queue, topic, partition, expected, offset)
        return try await read(KafkaOffsetSQL.move, parameters).count > 0
    }
}

func kafkaMove(
    _ queue: String, _ topic: String, _ partition: Int32, _ expected: Int64, _ offset: Int64
) -> Parameters {
    var parameters = Parameters()
    parameters.append(queue)
    parameters.append(topic)
    parameters.append(partition)
    parameters.append(expected)
    parameters.append(offset)
    return parameters
}

enum KafkaOffsetSQL {
    static let all = Statement(
        "kafka_offsets",
        "SELECT partition, next_offset FROM kafka_offsets WHERE queue_name = $1 AND topic = $2")
    static let begin = Statement(
        "kafka_begin",
        """
        INSERT INTO kafka_offsets AS o (queue_name, topic, partition, next_offset) VALUES ($1, $2, $3::int, $4::bigint)
        ON CONFLICT (queue_name, topic, partition) DO UPDATE SET next_offset = o.next_offset RETURNING next_offset
        """)
    static let move = Statement(
        "kafka_move",
        """
        UPDATE kafka_offsets SET next_offset = $5::bigint, updated_at = now()
        WHERE queue_name = $1 AND topic = $2 AND partition = $3::int AND next_offset = $4::bigint
        RETURNING next_offset
        """)
}
