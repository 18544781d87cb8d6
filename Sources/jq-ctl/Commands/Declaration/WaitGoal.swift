import Resources

/// What `wait --for` waits for.
enum WaitGoal: Equatable, Sendable {
    /// A condition has a status: `condition=Ready`, `condition=Ready=False`.
    case condition(type: String, status: String)
    /// The resource is there: `create`.
    case create
    /// The resource is gone: `delete`.
    case delete
    /// A job has ended well: `done`.
    case done
    /// A job has ended, well or not: `ended`.
    case ended

    static let forms = "condition=TYPE[=STATUS], create, delete; for a job id: done, ended"

    init?(_ text: String) {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        switch (parts[0].lowercased(), parts.count) {
        case ("condition", 2) where !parts[1].isEmpty: self = .condition(type: parts[1], status: "True")
        case ("condition", 3) where !parts[1].isEmpty && !parts[2].isEmpty:
            self = .condition(type: parts[1], status: parts[2])
        case ("create", 1): self = .create
        case ("delete", 1): self = .delete
        case ("done", 1): self = .done
        case ("ended", 1): self = .ended
        default: return nil
        }
    }

    var words: String {
        switch self {
        case .condition(let type, "True"): "condition \(type)"
        case .condition(let type, let status): "condition \(type)=\(status)"
        case .create: "its creation"
        case .delete: "its deletion"
        case .done: "it to be done"
        case .ended: "its end"
        }
    }

    /// What is printed when it has come.
    var reached: String {
        switch self {
        case .condition: "condition met"
        case .create: "created"
        case .delete: "deleted"
        case .done: "done"
        case .ended: "ended"
        }
    }

    /// Whether `view`, nil when there is no such resource, is what was waited for.
    ///
    /// - Throws: when it can no longer come.
    func isReached(by view: ResourceView?, key: ResourceKey) throws(CommandFailure) -> Bool {
        switch self {
        case .create: return view != nil
        case .delete: return view == nil
        case .done, .ended: return false
        case .condition(let type, let status):
            guard let view else {
                throw CommandFailure("\(key) not found; wait for it with --for=create first")
            }
            // The condition of an older declaration says nothing about this one.
            let isCurrent = view.observedGeneration >= view.generation
            if isCurrent, view.condition(type)?.status.lowercased() == status.lowercased() { return true }
            if isCurrent, type.lowercased() == "complete", status == "True",
                let failed = view.condition("Failed"),
                failed.status == "True"
            {
                let why = view.status["error"]?.stringValue ?? failed.message
                throw CommandFailure("\(key) failed" + (why.isEmpty ? "" : ": \(why.onOneLine)"))
            }
            return false
        }
    }
}
