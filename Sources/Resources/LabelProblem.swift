/// Why a label cannot be attached, in words for whoever wrote it; nil when key and value are well formed.
public func labelProblem(key: String, value: String) -> String? {
    if let problem = StringFormat.labelKey.problem(in: key) { return "label key: \(problem.message)" }
    if let problem = StringFormat.labelValue.problem(in: value) { return "label \(key): \(problem.message)" }
    return nil
}
