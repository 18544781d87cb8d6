internal import JobQueueProto

/// What a worker goes by: its own configuration, as far as the pool that it belongs to has not set something
/// else.
struct SessionSettings: Hashable, Sendable {
    /// A server that asks for more slots than this is not believed.
    static let maximumConcurrency = 65_536
    private static let heartbeatBounds = Duration.milliseconds(100)...Duration.seconds(600)

    var concurrency: Int
    var queues: [String]
    var heartbeatInterval: Duration
    var gracePeriod: Duration
    /// How long a server may take to answer a new connection.
    var connectTimeout = Duration.seconds(10)

    /// The worker's own settings with what `welcome` sets on top; zero and empty set nothing.
    func adopting(_ welcome: Jq_V1_Welcome) -> SessionSettings {
        var settings = self
        if welcome.concurrency > 0 {
            settings.concurrency = min(Int(welcome.concurrency), Self.maximumConcurrency)
        }
        if !welcome.queues.isEmpty { settings.queues = welcome.queues }
        if welcome.heartbeatIntervalMs > 0 {
            let asked = Duration.milliseconds(welcome.heartbeatIntervalMs)
            settings.heartbeatInterval = min(
                max(asked, Self.heartbeatBounds.lowerBound), Self.heartbeatBounds.upperBound)
        }
        if welcome.gracePeriodMs > 0, welcome.gracePeriodMs < 86_400_000 {
            settings.gracePeriod = .milliseconds(welcome.gracePeriodMs)
        }
        return settings
    }
}
