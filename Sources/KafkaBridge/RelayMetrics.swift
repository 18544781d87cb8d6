import Metrics
import PostgresStore

/// What the relay tells of itself.
struct RelayMetrics: Sendable {
    private let events = Gauge(label: "jq_kafka_relay_lag_events")
    private let seconds = Gauge(label: "jq_kafka_relay_lag_seconds")

    func setLag(_ lag: EventLag) {
        events.record(lag.events)
        seconds.record(lag.seconds)
    }

    /// Another server relays now.
    func clear() { setLag(EventLag(events: 0, seconds: 0)) }
}

/// Counts messages that could not be published.
func countPublishError(topic: String, by count: Int = 1) {
    Counter(label: "jq_kafka_publish_errors", dimensions: [("topic", topic)]).increment(by: count)
}
