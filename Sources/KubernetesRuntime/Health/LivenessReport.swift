/// How all checks of a ``LivenessBoard`` stand at one moment.
public struct LivenessReport: Hashable, Sendable {
    /// One check.
    public struct Line: Hashable, Sendable {
        /// Its name.
        public let name: String
        /// How it says it stands.
        public let state: LivenessState
        /// Time since it was heard of; at first, since it was put on the board.
        public let age: Duration
        /// The longest time that is not too silent.
        public let limit: Duration?

        /// What is wrong with it; nil when nothing is.
        public var problem: String? {
            switch state {
            case .failing(let reason): return reason
            case .paused: return nil
            case .starting, .working:
                guard let limit, age > limit else { return nil }
                let verb = state == .starting ? "not heard of since its start" : "silent for"
                return "\(verb) \(Self.seconds(age)) s, limit \(Self.seconds(limit)) s"
            }
        }

        var text: String {
            let reason = problem.map { ": \($0)" } ?? remark
            return "[\(problem == nil ? "+" : "-")]\(name)\(reason)"
        }

        private var remark: String {
            switch state {
            case .paused(let reason): " paused: \(reason)"
            case .starting: " starting"
            case .working: " ok, \(Self.seconds(age)) s ago"
            case .failing: ""
            }
        }

        private static func seconds(_ duration: Duration) -> Int64 { duration.components.seconds }
    }

    /// All checks, by name.
    public let lines: [Line]

    /// Whether nothing is wrong.
    public var isHealthy: Bool { lines.allSatisfy { $0.problem == nil } }

    /// The HTTP status for `/healthz`: 200, or 503 when something is wrong.
    public var httpStatus: Int { isHealthy ? 200 : 503 }

    /// The body for `/healthz`: `ok`, or a line with name and reason for each check that fails.
    public var body: String {
        if isHealthy { return "ok" }
        return lines.filter { $0.problem != nil }.map { $0.text + "\n" }.joined()
    }

    /// The body for `/healthz?verbose`: a line for each check.
    public var verboseBody: String {
        lines.map { $0.text + "\n" }.joined() + (isHealthy ? "ok\n" : "not ok\n")
    }
}
