import CoreMetrics

/// Made and handed to swift-metrics at the first call of ``bootstrapMetrics()``.
private let processRegistry: PrometheusRegistry = {
    let registry = PrometheusRegistry()
    MetricsSystem.bootstrap(registry)
    return registry
}()

/// Makes every metric of this process part of one registry; further calls give the same one. Call it first thing:
/// what was made before it counts for nobody, and a process that has set up swift-metrics otherwise is stopped by it.
@discardableResult
public func bootstrapMetrics() -> PrometheusRegistry { processRegistry }
