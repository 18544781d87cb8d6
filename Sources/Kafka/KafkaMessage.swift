/// A message to send.
public struct KafkaMessage: Hashable, Sendable {
    /// The topic; it may have to exist, as the brokers are set up.
    public var topic: String
    /// Messages with the same key keep their order; nil: no key.
    public var key: [UInt8]?
    /// The message; nil is a tombstone.
    public var value: [UInt8]?
    /// Names and texts beside the message, in order.
    public var headers: [Header]
    /// Milliseconds since 1970; nil: the time at which it is sent.
    public var timestamp: Int64?

    /// A name and a text beside a message.
    public struct Header: Hashable, Sendable {
        /// Need not be unique.
        public var name: String
        /// Its bytes.
        public var value: [UInt8]

        /// A header with a text.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = Array(value.utf8)
        }

        init(name: String, value: [UInt8]) {
            self.name = name
            self.value = value
        }
    }

    /// A message of these parts.
    public init(
        topic: String, key: [UInt8]?, value: [UInt8]?, headers: [Header] = [], timestamp: Int64? = nil
    ) {
        self.topic = topic
        self.key = key
        self.value = value
        self.headers = headers
        self.timestamp = timestamp
    }
}
