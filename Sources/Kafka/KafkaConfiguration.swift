/// Where the brokers are, and how to talk to them.
public struct KafkaConfiguration: Hashable, Sendable {
    /// Addresses to begin with, `host:port`, separated by commas.
    public var brokers: String
    /// Names this client in the brokers' logs and quotas.
    public var clientID: String
    /// Further settings of librdkafka, such as `security.protocol` and `sasl.username`. What the guarantees here rest
    /// on cannot be changed by them.
    public var options: [String: String]

    /// A way to these brokers; nothing is connected yet.
    public init(brokers: String, clientID: String = "jq", options: [String: String] = [:]) {
        self.brokers = brokers
        self.clientID = clientID
        self.options = options
    }
}

/// What a client says about itself, apart from the answers to calls.
public enum KafkaNotice: Hashable, Sendable {
    /// Something that librdkafka goes on to try by itself, or a fatal error.
    case problem(KafkaError)
    /// A line of librdkafka's log; `level` as in syslog, 0 the worst and 7 for debugging.
    case log(level: Int, String)
}
