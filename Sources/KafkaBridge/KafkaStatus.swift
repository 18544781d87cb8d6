import Synchronization

/// How things stand with Kafka, for people and probes. Shared by everything in the bridge.
public final class KafkaStatus: Sendable {
    /// What is known at the moment.
    public struct Report: Hashable, Sendable {
        /// Why the brokers cannot be reached; nil while they can, or while nobody has tried.
        public var problem: String?
        /// Brokers that were found; nil before the first answer.
        public var brokers: Int?
        /// Problems of single queues' sources, by stored name of the queue.
        public var sources: [String: String] = [:]

        /// One line.
        public var text: String {
            var parts: [String] = []
            if let problem {
                parts.append(problem)
            } else if let brokers {
                parts.append("\(brokers) broker\(brokers == 1 ? "" : "s")")
            } else {
                parts.append("connecting")
            }
            for (queue, problem) in sources.sorted(by: { $0.key < $1.key }).prefix(5) {
                parts.append("queue \(queue): \(problem)")
            }
            return parts.joined(separator: "; ")
        }
    }

    private let state = Mutex(Report())

    init() {}

    /// The report of this moment.
    public var report: Report { state.withLock { $0 } }

    var isAway: Bool { state.withLock { $0.problem != nil } }

    func found(brokers: Int) {
        state.withLock {
            $0.problem = nil
            $0.brokers = brokers
        }
    }

    func lost(_ problem: String) { state.withLock { $0.problem = problem } }

    /// Notes a problem of a queue's source, or that there is none any more.
    func setSource(_ queue: String, problem: String?) { state.withLock { $0.sources[queue] = problem } }
}
