/// Durations of the same kind.
struct Latencies: Sendable {
    private var sorted: [Duration]

    init(_ values: [Duration]) { sorted = values.sorted() }

    var count: Int { sorted.count }

    /// The smallest value that is not exceeded by this share of all; zero when there is none.
    func quantile(_ share: Double) -> Duration {
        guard !sorted.isEmpty else { return .zero }
        let index = Int((share * Double(sorted.count)).rounded(.up)) - 1
        return sorted[min(max(index, 0), sorted.count - 1)]
    }
}

extension Duration {
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }

    var milliseconds: Double { seconds * 1000 }
    var microseconds: Double { seconds * 1_000_000 }
}
