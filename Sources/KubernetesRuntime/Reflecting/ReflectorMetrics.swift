internal import KubernetesProtocol
internal import Metrics

/// What a reflector tells about itself: objects, changes, restarts, and 1 or 0 for whether it is current.
struct ReflectorMetrics: Sendable {
    private let objects: Gauge
    private let current: Gauge
    private let changes: Counter
    private let restarts: Counter

    init(resource: APIResource, namespace: String?) {
        let dimensions = [("resource", resource.description), ("namespace", namespace ?? "")]
        objects = Gauge(label: "jq_watch_objects", dimensions: dimensions)
        current = Gauge(label: "jq_watch_current", dimensions: dimensions)
        changes = Counter(label: "jq_watch_changes_total", dimensions: dimensions)
        restarts = Counter(label: "jq_watch_restarts_total", dimensions: dimensions)
    }

    func changed(_ count: Int) {
        if count > 0 { changes.increment(by: count) }
    }

    func sample(_ health: WatchHealth, restarts count: Int, objects number: Int) {
        objects.record(number)
        current.record(health.condition == .current ? 1 : 0)
        if count > 0 { restarts.increment(by: count) }
    }
}
