/// Whether and how words get a colour: only on a terminal, and never with `NO_COLOR` or `--no-color`.
struct Paint: Sendable {
    let isOn: Bool

    /// Colours for standard output, unless somebody has asked for none.
    init(noColor: Bool) {
        isOn =
            !noColor && environment("NO_COLOR") == nil && environment("TERM") != "dumb" && Console.isTerminal
    }

    func callAsFunction(_ text: String, _ tone: Tone?) -> String {
        guard isOn, let tone else { return text }
        return "\u{1B}[\(tone.code)m\(text)\u{1B}[0m"
    }
}

/// What a word tells the reader.
enum Tone: Sendable {
    case good, bad, busy, waiting

    fileprivate var code: String {
        switch self {
        case .good: "32"
        case .bad: "31"
        case .busy: "36"
        case .waiting: "33"
        }
    }

    /// The tone of a state or a condition's status; nil for every other word.
    init?(word: String) {
        switch word {
        case "DONE", "ONLINE", "True", "Ready", "ok", "FINISHED": self = .good
        case "DEAD_LETTERED", "FAILED", "OFFLINE", "False", "Stalled", "Failed", "away", "STOPPED":
            self = .bad
        case "RUNNING", "ASSIGNED": self = .busy
        case "PENDING", "DRAINING", "PAUSED", "Unknown", "Skipped", "Reconciling": self = .waiting
        default: return nil
        }
    }
}
