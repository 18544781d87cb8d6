internal import Metrics

/// What a work queue tells about itself, under the names of client-go.
struct WorkQueueMetrics: Sendable {
    private let depth: Gauge
    private let adds: Counter
    private let queueDuration: Recorder
    private let workDuration: Recorder
    private let retries: Counter
    private let unfinished: Gauge
    private let longestRunning: Gauge

    init(name: String) {
        let dimensions = [("name", name)]
        depth = Gauge(label: "workqueue_depth", dimensions: dimensions)
        adds = Counter(label: "workqueue_adds_total", dimensions: dimensions)
        queueDuration = Recorder(label: "workqueue_queue_duration_seconds", dimensions: dimensions)
        workDuration = Recorder(label: "workqueue_work_duration_seconds", dimensions: dimensions)
        retries = Counter(label: "workqueue_retries_total", dimensions: dimensions)
        unfinished = Gauge(label: "workqueue_unfinished_work_seconds", dimensions: dimensions)
        longestRunning = Gauge(
            label: "workqueue_longest_running_processor_seconds", dimensions: dimensions)
    }

    func added() { adds.increment() }
    func retried() { retries.increment() }
    func waited(_ durations: [Duration]) {
        for wait in durations { queueDuration.record(wait / .seconds(1)) }
    }
    func worked(_ durations: [Duration]) { for work in durations { workDuration.record(work / .seconds(1)) } }

    func sample(depth count: Int, unfinished total: Duration, longest: Duration) {
        depth.record(count)
        unfinished.record(total / .seconds(1))
        longestRunning.record(longest / .seconds(1))
    }
}
