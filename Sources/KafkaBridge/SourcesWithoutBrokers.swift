public import Logging
public import PostgresStore
import Resources

/// Says once for each queue with `spec.source.kafka` that nothing reads its topic, because this server knows no brokers.
public struct SourcesWithoutBrokers: Sendable {
    private let store: JobQueueStore
    private let logger: Logger
    private var told: Set<String> = []

    /// A teller that has told nothing.
    public init(store: JobQueueStore, logger: Logger) {
        self.store = store
        self.logger = logger
    }

    /// Looks at what is declared now.
    public mutating func tell() async throws(StoreError) {
        for (queue, source) in try await declaredSources(store) where told.insert(queue).inserted {
            logger.warning(
                "a queue's topic is not read: this server knows no Kafka brokers; set kafka.brokers",
                metadata: ["queue": "\(queue)", "topic": "\(source.topic)"])
        }
    }
}
