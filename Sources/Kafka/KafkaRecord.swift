internal import CRdKafka

/// A message that was read.
public struct KafkaRecord: Hashable, Sendable {
    /// Where it was read.
    public var topic: String
    /// Where it was read.
    public var partition: Int32
    /// Its place in the partition. Places may be missing: compacted away, or used by the brokers themselves.
    public var offset: Int64
    /// Milliseconds since 1970, by the sender's clock or the broker's; nil when the broker keeps none.
    public var timestamp: Int64?
    /// Nil: no key.
    public var key: [UInt8]?
    /// Nil: a tombstone.
    public var value: [UInt8]?
    /// Names and texts beside the message, in order.
    public var headers: [KafkaMessage.Header]

    init(_ message: UnsafeMutablePointer<rd_kafka_message_t>, topic: String) {
        let record = message.pointee
        self.topic = topic
        partition = record.partition
        offset = record.offset
        key = record.key.map { Array(UnsafeRawBufferPointer(start: $0, count: record.key_len)) }
        value = record.payload.map { Array(UnsafeRawBufferPointer(start: $0, count: record.len)) }
        var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
        let time = rd_kafka_message_timestamp(message, &kind)
        timestamp = kind == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE || time < 0 ? nil : time
        headers = Self.headers(message)
    }

    private static func headers(
        _ message: UnsafeMutablePointer<rd_kafka_message_t>
    ) -> [KafkaMessage.Header] {
        var list: OpaquePointer?
        guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else {
            return []
        }
        var headers: [KafkaMessage.Header] = []
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var size = 0
        while rd_kafka_header_get_all(list, headers.count, &name, &value, &size)
            == RD_KAFKA_RESP_ERR_NO_ERROR, let name
        {
            let bytes = value.map { Array(UnsafeRawBufferPointer(start: $0, count: size)) }
            headers.append(KafkaMessage.Header(name: String(cString: name), value: bytes ?? []))
        }
        return headers
    }
}

/// What comes from the partitions that a consumer reads.
public enum KafkaDelivery: Hashable, Sendable {
    case record(KafkaRecord)
    /// A partition of which no more is read until it is started anew. Its offset is out of range if
    /// ``KafkaError/isOffsetOutOfRange``.
    case problem(topic: String, partition: Int32, KafkaError)
}

extension KafkaError {
    /// The messages at this offset are not there: too old and removed, or not written yet.
    public var isOffsetOutOfRange: Bool { name == "OFFSET_OUT_OF_RANGE" || name == "_AUTO_OFFSET_RESET" }
}
