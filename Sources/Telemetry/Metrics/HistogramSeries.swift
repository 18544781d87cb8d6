import CoreMetrics
import Synchronization

/// How many values were at most how large, their sum and their number. Times are in seconds.
final class HistogramSeries: Series, TimerHandler, RecorderHandler {
    private struct Counts {
        /// One for each bound, not cumulative, and one for what is above them all.
        var buckets: [Int64]
        var sum = 0.0
    }

    let name: String
    let labels: String
    /// Upper bounds, growing; without the last, infinite one.
    private let bounds: [Double]
    private let counts: Mutex<Counts>

    init(name: String, labels: String, bounds: [Double]) {
        self.name = name
        self.labels = labels
        self.bounds = bounds
        counts = Mutex(Counts(buckets: Array(repeating: 0, count: bounds.count + 1)))
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(max(duration, 0)) / 1e9) }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        // One of these would spoil the sum for ever.
        guard value.isFinite else { return }
        let index = bucket(of: value)
        counts.withLock {
            $0.buckets[index] += 1
            $0.sum += value
        }
    }

    /// The first bound that `value` does not exceed.
    private func bucket(of value: Double) -> Int {
        var low = 0
        var high = bounds.count
        while low < high {
            let middle = (low + high) / 2
            if value <= bounds[middle] { high = middle } else { low = middle + 1 }
        }
        return low
    }

    func write(to text: inout String) {
        let counts = counts.withLock { $0 }
        var total: Int64 = 0
        for (index, count) in counts.buckets.enumerated() {
            total += count
            let bound = index < bounds.count ? PrometheusName.number(bounds[index]) : "+Inf"
            writeLine(String(total), suffix: "_bucket", more: "le=\"\(bound)\"", to: &text)
        }
        writeLine(PrometheusName.number(counts.sum), suffix: "_sum", to: &text)
        writeLine(String(total), suffix: "_count", to: &text)
    }
}
