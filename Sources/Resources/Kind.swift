/// The kinds of resources.
public enum Kind: String, CaseIterable, Sendable, Comparable {
    /// Where jobs wait, with the rules for their retries.
    case queue = "Queue"
    /// A set of alike workers.
    case workerPool = "WorkerPool"
    /// Something to run once.
    case job = "Job"
    /// Something to run again and again.
    case schedule = "Schedule"
    /// One live worker process. It is reported, not declared.
    case worker = "Worker"

    /// The version of the resources' form that this program reads and writes.
    public static let apiVersion = "jq.dev/v1alpha1"

    /// The name in the plural as it appears in commands and in the Kubernetes API: `workerpools`.
    public var plural: String { rawValue.lowercased() + "s" }

    /// Short names for the command line.
    public var shortNames: [String] {
        switch self {
        case .queue: ["q"]
        case .workerPool: ["wp", "pool", "pools"]
        case .job: ["j"]
        case .schedule: ["sched"]
        case .worker: ["w"]
        }
    }

    /// The kind that a command-line argument means: its name, plural or a short name, in any case.
    public init?(argument: String) {
        let wanted = argument.lowercased()
        let found = Kind.allCases.first {
            $0.rawValue.lowercased() == wanted || $0.plural == wanted || $0.shortNames.contains(wanted)
        }
        guard let found else { return nil }
        self = found
    }

    /// The order of declaration, which is also a good order to apply and to list in: what others refer to
    /// comes first.
    public static func < (left: Kind, right: Kind) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .queue: 0
        case .workerPool: 1
        case .job: 2
        case .schedule: 3
        case .worker: 4
        }
    }
}
