import Resources
import Testing

/// A spec on which decoding and the API server must decide alike.
struct DecisionCase: Sendable, CustomTestStringConvertible {
    enum Verdict: Sendable {
        case accepted
        case refused
        /// Refused with these words by both.
        case refusedSaying(String)
    }

    let testDescription: String
    let kind: Kind
    let spec: Value
    let verdict: Verdict

    /// The whole manifest. Every object is called "own", for the rules on a resource's own name.
    var manifest: Value {
        Resource(key: ResourceKey(kind: kind, name: "own"), spec: spec).document
    }

    var isAccepted: Bool {
        if case .accepted = verdict { true } else { false }
    }

    static func good(_ kind: Kind, _ name: String, _ spec: Value) -> DecisionCase {
        DecisionCase(testDescription: "\(kind.rawValue): \(name)", kind: kind, spec: spec, verdict: .accepted)
    }

    static func bad(_ kind: Kind, _ name: String, _ spec: Value, says text: String? = nil) -> DecisionCase {
        DecisionCase(
            testDescription: "\(kind.rawValue): \(name)", kind: kind, spec: spec,
            verdict: text.map(Verdict.refusedSaying) ?? .refused)
    }

    static let all: [DecisionCase] = queues + durations + jobs + schedules + pools + workers
}
