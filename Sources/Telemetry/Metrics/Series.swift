import CoreMetrics
import Synchronization

/// One metric with one set of labels. A handler that was refused, or whose series is gone, goes on counting for
/// nobody.
protocol Series: AnyObject, Sendable {
    /// Name of the metric.
    var name: String { get }
    /// Its labels, as ``PrometheusName/labels(_:)`` writes them.
    var labels: String { get }
    /// Appends its lines.
    func write(to text: inout String)
}

extension Series {
    /// - Parameters:
    ///   - suffix: stands behind the name.
    ///   - more: one more label, written out.
    func writeLine(_ value: String, suffix: String = "", more: String = "", to text: inout String) {
        text += name
        text += suffix
        if !labels.isEmpty || !more.isEmpty {
            text += "{"
            text += labels
            if !labels.isEmpty, !more.isEmpty { text += "," }
            text += more
            text += "}"
        }
        text += " "
        text += value
        text += "\n"
    }
}

/// A number that only grows, counted in whole steps or in parts.
final class CounterSeries: Series, CounterHandler, FloatingPointCounterHandler {
    let name: String
    let labels: String
    private let whole = Atomic<Int64>(0)
    private let parts = Mutex<Double>(0)

    init(name: String, labels: String) {
        self.name = name
        self.labels = labels
    }

    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        whole.wrappingAdd(amount, ordering: .relaxed)
    }

    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        parts.withLock { $0 += amount }
    }

    func reset() {
        whole.store(0, ordering: .relaxed)
        parts.withLock { $0 = 0 }
    }

    func write(to text: inout String) {
        let count = whole.load(ordering: .relaxed)
        let rest = parts.withLock { $0 }
        writeLine(rest == 0 ? String(count) : PrometheusName.number(Double(count) + rest), to: &text)
    }
}

/// A number that goes up and down.
final class GaugeSeries: Series, MeterHandler, RecorderHandler {
    let name: String
    let labels: String
    private let value = Mutex<Double>(0)

    init(name: String, labels: String) {
        self.name = name
        self.labels = labels
    }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }

    func write(to text: inout String) {
        writeLine(PrometheusName.number(value.withLock { $0 }), to: &text)
    }
}
