import Metrics
import Resources

/// Counts reconciles as controller-runtime does, so that the usual dashboards find them.
struct ReconcileMetrics: Sendable {
    private static let controller = ("controller", "declarations")

    private let duration = Timer(
        label: "controller_runtime_reconcile_time_seconds", dimensions: [Self.controller])
    private let errors = Counter(
        label: "controller_runtime_reconcile_errors_total", dimensions: [Self.controller])
    private let repairs = Counter(label: "jq_controller_drift_repaired_total")

    /// A batch is done.
    func note(_ batch: ReconcileBatch, since begin: ContinuousClock.Instant) {
        duration.record(duration: begin.duration(to: .now))
        var results: [String: Int] = [:]
        for outcome in batch.outcomes.values { results[outcome.result, default: 0] += 1 }
        for (result, count) in results {
            Counter(
                label: "controller_runtime_reconcile_total",
                dimensions: [Self.controller, ("result", result)]
            ).increment(by: count)
        }
        errors.increment(by: results["error"] ?? 0)
        repairs.increment(by: batch.notes.count { $0.reason == "Repaired" })
    }
}

extension KeyOutcome {
    fileprivate var result: String {
        switch self {
        case .settled: "success"
        case .again: "requeue"
        case .after: "requeue_after"
        case .backOff: "error"
        }
    }
}
