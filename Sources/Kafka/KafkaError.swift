internal import CRdKafka

/// What went wrong with a broker, a topic or a message.
public struct KafkaError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What a caller can do about it.
    public enum Kind: String, Hashable, Sendable {
        /// It may succeed when it is repeated: the broker is away, or has no leader at the moment.
        case retriable
        /// Repeating it does not help until somebody changes something: rights, topics, sizes, settings.
        case permanent
        /// The client is of no more use; a new one must be made.
        case fatal
    }

    /// Name of the error in the Kafka protocol or in librdkafka, such as `_ALL_BROKERS_DOWN`.
    public var name: String
    /// What a caller can do about it.
    public var kind: Kind
    /// In words, fit to be shown.
    public var message: String

    init(name: String, kind: Kind, message: String) {
        self.name = name
        self.kind = kind
        self.message = message
    }

    /// - Parameter reason: what is known beyond the code; nil takes the code's own words.
    init(_ code: rd_kafka_resp_err_t, _ reason: String? = nil) {
        name = String(cString: rd_kafka_err2name(code))
        let words = reason ?? String(cString: rd_kafka_err2str(code))
        // "Local: Broker transport failure"
        message = words.hasPrefix("Local: ") ? String(words.dropFirst(7)) : words
        kind =
            code == RD_KAFKA_RESP_ERR__FATAL
            ? .fatal : Self.permanent.contains(code.rawValue) ? .permanent : .retriable
    }

    /// Takes an error object over, and frees it.
    init(consuming error: OpaquePointer) {
        self.init(rd_kafka_error_code(error), String(cString: rd_kafka_error_string(error)))
        if rd_kafka_error_is_fatal(error) != 0 { kind = .fatal }
        rd_kafka_error_destroy(error)
    }

    /// Words, after the error's name in the protocol if it has one there: `NOT_LEADER_FOR_PARTITION: Not leader ..`.
    public var description: String { name.hasPrefix("_") ? message : "\(name): \(message)" }

    /// There was no answer; the error does not say why.
    public var isSilence: Bool {
        ["_TRANSPORT", "_TIMED_OUT", "_ALL_BROKERS_DOWN", "_RESOLVE"].contains(name)
    }

    /// The client was closed before the work was done.
    public var isClosed: Bool { name == Self.closed.name }

    static let closed = KafkaError(
        name: "_PURGE_QUEUE", kind: .retriable, message: "the client was closed before")

    private static let permanent: Set<Int32> = Set(
        [
            RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_INVALID_MSG,
            RD_KAFKA_RESP_ERR_INVALID_RECORD, RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION,
            RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
            RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED,
            RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR__INVALID_ARG, RD_KAFKA_RESP_ERR__SSL,
            RD_KAFKA_RESP_ERR_INVALID_REQUIRED_ACKS, RD_KAFKA_RESP_ERR_POLICY_VIOLATION,
        ].map(\.rawValue))
}
