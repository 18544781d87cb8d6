import Planning
import Resources

/// Prints plans and the problems that came with them.
struct PlanReport {
    let format: OutputFormat
    let paint: Paint
    var showUnchanged = false

    /// Prints the plan in the chosen form; for `json` and `yaml` together with its problems and `extra`
    /// members.
    func print(_ outcome: PlanOutcome, extra: [String: Value] = [:]) {
        let plan = outcome.plan
        switch format {
        case .table, .wide:
            let all = showUnchanged || format == .wide
            Console.out(
                renderPlan(
                    plan, color: paint.isOn, width: Console.width, showUnchanged: all, hash: outcome.hash))
            noteSkippedJobs(plan, shown: all)
        case .json, .yaml:
            var document = planJSON(plan, hash: outcome.hash).objectValue ?? [:]
            if !outcome.problems.isEmpty {
                document["problems"] = .array(outcome.problems.map(\.document))
            }
            document.merge(extra) { $1 }
            Document.print(.object(document), as: format)
        case .name:
            for entry in plan.pending { Console.line("\(entry.key.argument) \(entry.action.pastTense)") }
        }
    }

    /// Prints every problem on standard error.
    func print(_ problems: [Problem]) {
        for problem in problems {
            Console.note("\(problem.isWarning ? "warning" : "error"): \(problem.text)")
        }
    }

    /// Why nothing happens is the question that an unchanged Job raises most.
    private func noteSkippedJobs(_ plan: Plan, shown: Bool) {
        guard plan.isEmpty, !shown, Console.isTerminal else { return }
        let skipped = plan.entries.count { $0.key.kind == .job && $0.run?.runs == false }
        guard skipped > 0 else { return }
        Console.note(
            "\(skipped == 1 ? "1 job does" : "\(skipped) jobs do") not run again; --show-unchanged says why.")
    }
}

extension Action {
    fileprivate var pastTense: String {
        switch self {
        case .create: "created"
        case .change: "changed"
        case .delete: "deleted"
        case .unchanged: "unchanged"
        }
    }
}

extension ResourceKey {
    /// The key as it is typed: `queue/emails`.
    var argument: String { "\(kind.rawValue.lowercased())/\(storedName)" }
}
