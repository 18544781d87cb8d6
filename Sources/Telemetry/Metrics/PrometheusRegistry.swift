public import CoreMetrics
import Synchronization

/// Every metric of a process, told in the Prometheus text format 0.0.4.
///
/// - Counters get the suffix `_total`.
/// - Timers are histograms in seconds with the suffix `_seconds`, recorders that aggregate are histograms.
/// - Gauges, meters and recorders that do not aggregate are gauges.
///
/// A handler is made once for each name and set of labels and shared by all who ask for it; destroying one ends the
/// series for all of them. Memory is bounded: beyond ``seriesLimit`` sets of labels of one metric, or when one name
/// is asked for as two kinds, the new handler counts for nobody and
/// `jq_metrics_refused_total{metric="<name>"}` grows.
public final class PrometheusRegistry: MetricsFactory, Sendable {
    /// Upper bounds for times, in seconds: from half a millisecond, where the fastest calls are, to five minutes.
    public static let timeBuckets: [Double] = [
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
    ]
    /// Upper bounds for numbers that are not times, such as the sizes of batches.
    public static let countBuckets: [Double] = [
        1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000,
    ]
    /// The name of the metric that tells of refused series.
    static let refusedName = "jq_metrics_refused_total"
    /// Most metrics, whose names are in the program and not in what it works on.
    static let metricLimit = 2_000

    /// Most sets of labels of one metric.
    public let seriesLimit: Int

    private let state = Mutex(State())

    private struct State {
        var families: [String: Family] = [:]
        /// By label, as the program gives it.
        var descriptions: [String: (help: String?, buckets: [Double]?)] = [:]
        var refused: [String: Int64] = [:]
    }

    private struct Family {
        var kind: Kind
        var help: String
        var bounds: [Double]
        var series: [String: any Series] = [:]
    }

    enum Kind: String {
        case counter, gauge, histogram
    }

    /// An empty registry.
    public init(seriesLimit: Int = 1_000) { self.seriesLimit = max(1, seriesLimit) }

    /// Says what a metric means and, for a histogram, where its buckets end. Counts for series of metrics that are
    /// made after it.
    ///
    /// - Parameters:
    ///   - label: the metric's label, as it is made with.
    ///   - help: one line for people; nil leaves the label.
    ///   - buckets: upper bounds in any order, in seconds for a timer; nil leaves the usual ones.
    public func describe(_ label: String, help: String? = nil, buckets: [Double]? = nil) {
        let bounds = buckets.map { Set($0.filter(\.isFinite)).sorted() }
        state.withLock { state in
            let before = state.descriptions[label]
            guard before != nil || state.descriptions.count < Self.metricLimit else { return }
            state.descriptions[label] = (help ?? before?.help, bounds ?? before?.buckets)
        }
    }

    /// Everything that was measured, in order of name and labels.
    public func render() -> String {
        let (families, refused) = state.withLock { ($0.families, $0.refused) }
        var text = ""
        func head(_ name: String, _ kind: Kind, _ help: String) {
            text += "# HELP \(name) \(PrometheusName.escaped(help, quotes: false))\n"
            text += "# TYPE \(name) \(kind.rawValue)\n"
        }
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            head(name, family.kind, family.help)
            for (_, series) in family.series.sorted(by: { $0.key < $1.key }) { series.write(to: &text) }
        }
        if !refused.isEmpty {
            head(
                Self.refusedName, .counter,
                "Series that were not kept: too many labels, or a name of two kinds.")
            for (name, count) in refused.sorted(by: { $0.key < $1.key }) {
                text += "\(Self.refusedName){metric=\"\(name)\"} \(count)\n"
            }
        }
        return text
    }

    /// The series of this name and these labels, new or shared.
    func series<S: Series>(
        _ label: String, _ dimensions: [(String, String)], kind: Kind, suffix: String, usual: [Double] = [],
        make: (_ name: String, _ labels: String, _ bounds: [Double]) -> S
    ) -> S {
        let name = PrometheusName.metric(label, suffix: suffix)
        let labels = PrometheusName.labels(dimensions)
        return state.withLock { state in
            let description = state.descriptions[label]
            var family =
                state.families[name]
                ?? Family(kind: kind, help: description?.help ?? label, bounds: description?.buckets ?? usual)
            if family.kind == kind, let series = family.series[labels] as? S { return series }
            let series = make(name, labels, family.bounds)
            let isKnown = state.families[name] != nil
            guard family.kind == kind, family.series.count < seriesLimit,
                isKnown || state.families.count < Self.metricLimit, name != Self.refusedName
            else {
                let told = isKnown ? name : "other"
                state.refused[told, default: 0] += 1
                return series
            }
            // Without this the dictionary in the state would be copied with each new series.
            state.families[name] = nil
            family.series[labels] = series
            state.families[name] = family
            return series
        }
    }

    /// Forgets a series, unless it was forgotten before and made anew since.
    func destroy(_ series: some Series) {
        state.withLock { state in
            guard let kept = state.families[series.name]?.series[series.labels], kept === series else {
                return
            }
            state.families[series.name]?.series[series.labels] = nil
            if state.families[series.name]?.series.isEmpty == true { state.families[series.name] = nil }
        }
    }
}
