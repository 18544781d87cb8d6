/// Queues in turn by their weights, for the workers of one pool: over any stretch in which all of them have jobs each
/// gets its share. A queue that had none for a while does not catch up afterwards.
struct WeightedTurns {
    /// A turn of weight 1 advances a queue's clock by so much.
    private static let scale: UInt64 = 1 << 40

    let weights: [String: Int]
    /// When each queue's next turn begins.
    private var due: [String: UInt64] = [:]
    private var now: UInt64 = 0

    init(weights: [String: Int]) { self.weights = weights }

    /// Whose turn it is among these queues.
    mutating func next(among queues: some Sequence<String>) -> String? {
        var best: (start: UInt64, end: UInt64, queue: String)?
        for queue in queues {
            let start = max(now, due[queue] ?? 0)
            let turn = (start, start + Self.scale / UInt64(max(1, weights[queue] ?? 1)), queue)
            if best.map({ turn < ($0.start, $0.end, $0.queue) }) ?? true { best = turn }
        }
        guard let best else { return nil }
        now = best.start
        due[best.queue] = best.end
        if now > 1 << 62 { startAgain() }
        return best.queue
    }

    private mutating func startAgain() {
        due = due.mapValues { $0 > now ? $0 - now : 0 }
        now = 0
    }
}
