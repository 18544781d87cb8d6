public import CoreMetrics

extension PrometheusRegistry {
    /// A counter; the same as the floating point counter of this label and these dimensions.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(label, dimensions)
    }

    /// A counter of parts.
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        counter(label, dimensions)
    }

    /// A gauge.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions)
    }

    /// A histogram if it aggregates, else a gauge.
    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else { return gauge(label, dimensions) }
        return series(label, dimensions, kind: .histogram, suffix: "", usual: Self.countBuckets) {
            HistogramSeries(name: $0, labels: $1, bounds: $2)
        }
    }

    /// A histogram in seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions, kind: .histogram, suffix: "_seconds", usual: Self.timeBuckets) {
            HistogramSeries(name: $0, labels: $1, bounds: $2)
        }
    }

    /// Ends the series for all who share it.
    public func destroyCounter(_ handler: any CounterHandler) {
        if let series = handler as? CounterSeries { destroy(series) }
    }

    /// Ends the series for all who share it.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {
        if let series = handler as? CounterSeries { destroy(series) }
    }

    /// Ends the series for all who share it.
    public func destroyMeter(_ handler: any MeterHandler) {
        if let series = handler as? GaugeSeries { destroy(series) }
    }

    /// Ends the series for all who share it.
    public func destroyRecorder(_ handler: any RecorderHandler) {
        if let series = handler as? GaugeSeries { destroy(series) }
        if let series = handler as? HistogramSeries { destroy(series) }
    }

    /// Ends the series for all who share it.
    public func destroyTimer(_ handler: any TimerHandler) {
        if let series = handler as? HistogramSeries { destroy(series) }
    }

    private func counter(_ label: String, _ dimensions: [(String, String)]) -> CounterSeries {
        series(label, dimensions, kind: .counter, suffix: "_total") { name, labels, _ in
            CounterSeries(name: name, labels: labels)
        }
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeSeries {
        series(label, dimensions, kind: .gauge, suffix: "") { name, labels, _ in
            GaugeSeries(name: name, labels: labels)
        }
    }
}
