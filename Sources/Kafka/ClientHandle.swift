internal import CRdKafka
internal import LinuxReactor

/// Owns a librdkafka client and the thread for its calls that block.
///
/// Unchecked, because librdkafka's clients may be used from any thread; the pointer never changes, and is freed when
/// the last reference is gone.
final class ClientHandle: @unchecked Sendable {
    let pointer: OpaquePointer
    let blocking = BlockingThread(name: "kafka-calls")

    /// - Parameter fixed: settings that `configuration` cannot change; they win over its options.
    init(
        _ type: rd_kafka_type_t, _ configuration: KafkaConfiguration, fixed: [String: String], events: Int32
    ) throws(KafkaError) {
        guard let conf = rd_kafka_conf_new() else {
            throw KafkaError(RD_KAFKA_RESP_ERR__FAIL, "out of memory")
        }
        var settings = configuration.options
        settings["bootstrap.servers"] = configuration.brokers
        settings["client.id"] = configuration.clientID
        // Log lines come through the queue instead of standard error.
        settings["log.queue"] = "true"
        settings.merge(fixed) { _, fixed in fixed }
        var words = [CChar](repeating: 0, count: 512)
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
            guard rd_kafka_conf_set(conf, name, value, &words, words.count) == RD_KAFKA_CONF_OK else {
                rd_kafka_conf_destroy(conf)
                throw KafkaError(RD_KAFKA_RESP_ERR__INVALID_ARG, "setting \(name): \(text(words))")
            }
        }
        rd_kafka_conf_set_events(conf, events)
        guard let pointer = rd_kafka_new(type, conf, &words, words.count) else {
            rd_kafka_conf_destroy(conf)
            throw KafkaError(RD_KAFKA_RESP_ERR__INVALID_ARG, "cannot make a Kafka client: \(text(words))")
        }
        self.pointer = pointer
        rd_kafka_set_log_queue(pointer, nil)
    }

    deinit { rd_kafka_destroy(pointer) }

    /// The error that made this client useless; nil while there is none.
    var fatalError: KafkaError? {
        var words = [CChar](repeating: 0, count: 512)
        let code = rd_kafka_fatal_error(pointer, &words, words.count)
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        var error = KafkaError(code, text(words))
        error.kind = .fatal
        return error
    }

    /// What an event says that is of interest whatever the client does.
    func notice(_ event: OpaquePointer) -> KafkaNotice? {
        switch rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_ERROR:
            let code = rd_kafka_event_error(event)
            if code == RD_KAFKA_RESP_ERR__FATAL, let fatal = fatalError { return .problem(fatal) }
            return .problem(KafkaError(code, rd_kafka_event_error_string(event).map { String(cString: $0) }))
        case RD_KAFKA_EVENT_LOG:
            var facility: UnsafePointer<CChar>?
            var line: UnsafePointer<CChar>?
            var level: Int32 = 0
            guard rd_kafka_event_log(event, &facility, &line, &level) == 0, let line else { return nil }
            return .log(level: Int(level), String(cString: line))
        default: return nil
        }
    }
}

/// What librdkafka wrote, without the ends of lines that it sometimes adds.
func text(_ words: [CChar]) -> String {
    var bytes = words.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    while bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
}
