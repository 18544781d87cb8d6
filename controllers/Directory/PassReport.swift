import Logging
import Planning
import Resources

/// Remembers what was said about a source, so that the log and the database hear of news only.
struct PassReport {
    struct Line {
        var level: Logger.Level
        var text: String
        var metadata: Logger.Metadata
    }

    private struct Record: Equatable {
        var message: String
        var problems: [Diagnostic]
        var revision: String?
    }

    private var recorded: Record?
    private var recordedAt: ContinuousClock.Instant?
    private var told: Set<String> = []

    /// The lines to log for a pass: what it changed, and problems that were not told before.
    mutating func news(_ outcome: PassOutcome) -> [Line] {
        var lines: [Line] = []
        for entry in outcome.plan?.pending ?? [] { lines.append(line(for: entry)) }
        var current: Set<String> = []
        for problem in outcome.problems {
            current.insert(problem.description)
            if told.contains(problem.description) { continue }
            let level: Logger.Level = problem.severity == .error ? .error : .warning
            lines.append(Line(level: level, text: problem.description, metadata: [:]))
        }
        for entry in outcome.plan?.entries ?? [] {
            guard let blocked = entry.blocked else { continue }
            let text = "\(entry.key) is blocked: \(blocked)"
            current.insert(text)
            if !told.contains(text) {
                lines.append(Line(level: .warning, text: text, metadata: place(entry)))
            }
        }
        // An unchanged pass plans nothing: what was blocked is unknown then, and stays told.
        told = outcome.plan == nil ? told.union(current) : current
        return lines
    }

    /// Whether the database should hear of this.
    mutating func isNews(message: String, problems: [Diagnostic], revision: String?) -> Bool {
        let record = Record(message: message, problems: problems, revision: revision)
        let now = ContinuousClock.now
        if record == recorded, let recordedAt, now < recordedAt + .seconds(30) { return false }
        recorded = record
        recordedAt = now
        return true
    }

    mutating func forget() { recordedAt = nil }

    private func line(for entry: PlanEntry) -> Line {
        let verb =
            switch entry.action {
            case .create: "created"
            case .change: entry.changes.contains(where: \.drift) ? "repaired" : "changed"
            case .delete: "deleted"
            case .unchanged: "kept"
            }
        let effects = entry.effects.isEmpty ? "" : " (\(entry.effects.joined(separator: "; ")))"
        return Line(level: .info, text: "\(entry.key) \(verb)\(effects)", metadata: place(entry))
    }

    private func place(_ entry: PlanEntry) -> Logger.Metadata {
        entry.origin.map { ["manifest": "\($0.file):\($0.line)"] } ?? [:]
    }
}
