internal import Metrics
internal import Synchronization

/// `jq_redis_operation_duration_seconds{operation}`, `jq_redis_errors_total{operation}` and
/// `jq_redis_breaker_state` (0 closed, 1 probing, 2 open).
final class RedisMetrics: Sendable {
    private struct Handlers {
        var duration: Timer
        var errors: Counter
    }

    /// By operation, of which there are as many as this library has.
    private let handlers = Mutex<[String: Handlers]>([:])
    private let breaker = Gauge(label: "jq_redis_breaker_state")

    func note(_ operation: String, took duration: Duration, failed: Bool) {
        let found = handlers.withLock { handlers in
            if let found = handlers[operation] { return found }
            let made = Handlers(
                duration: Timer(
                    label: "jq_redis_operation_duration_seconds", dimensions: [("operation", operation)]),
                errors: Counter(label: "jq_redis_errors_total", dimensions: [("operation", operation)]))
            handlers[operation] = made
            return made
        }
        found.duration.record(duration: duration)
        if failed { found.errors.increment() }
    }

    func note(_ state: CircuitBreaker.State) {
        switch state {
        case .closed: breaker.record(0)
        case .probing: breaker.record(1)
        case .open: breaker.record(2)
        }
    }
}
