public import Kafka

/// How a server works with Kafka.
public struct KafkaBridgeConfiguration: Sendable {
    /// Where the brokers are.
    public var kafka: KafkaConfiguration
    /// Stands before the names of the topics that jq writes, such as `staging.`; the topics that queues read are named
    /// in full by their declarations.
    public var topicPrefix: String
    /// How long messages that are under way may take at the end of the process.
    public var flushLimit: Duration

    /// The bridge to these brokers.
    public init(kafka: KafkaConfiguration, topicPrefix: String = "", flushLimit: Duration = .seconds(5)) {
        self.kafka = kafka
        self.topicPrefix = topicPrefix
        self.flushLimit = flushLimit
    }
}
