import ArgumentParser
import JobQueueProto
import Resources

/// What binds a submitted job to others.
struct SubmissionKeys: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Jobs of one key share the queue's concurrency.perKey and take turns.", valueName: "key"))
    var concurrencyKey: String?

    @Option(
        help: ArgumentHelp(
            "Submit nothing while a job of the queue with this key waits or runs.", valueName: "key"))
    var uniqueKey: String?

    @Option(
        help: ArgumentHelp(
            "With --unique-key: keep the key at least so long, also when the job ends before.",
            valueName: "duration"))
    var uniqueFor: DurationArgument?

    @Option(
        help: ArgumentHelp(
            "Start only when this job is DONE; it fails with it. May be given several times.",
            valueName: "job"))
    var dependsOn: [String] = []

    @Option(
        help: ArgumentHelp("A label for selectors. May be given several times.", valueName: "key=value"))
    var label: [String] = []

    mutating func validate() throws {
        if uniqueFor != nil, uniqueKey == nil { throw ValidationError("--unique-for goes with --unique-key") }
        for (flag, key) in [("--concurrency-key", concurrencyKey), ("--unique-key", uniqueKey)] {
            if let key, key.isEmpty || key.unicodeScalars.count > 256 {
                throw ValidationError("\(flag) has 1 to 256 characters")
            }
        }
        for id in dependsOn {
            do { _ = try checkedJobID(id) } catch { throw ValidationError("--depends-on: \(error.message)") }
        }
        for text in label where parsedLabel(text) == nil {
            throw ValidationError("--label \"\(text)\" is not of the form key=value, such as team=data")
        }
    }

    /// Puts them into a submission.
    func apply(to job: inout Jq_V1_JobSubmission) throws(CommandFailure) {
        job.concurrencyKey = concurrencyKey ?? ""
        job.uniqueKey = uniqueKey ?? ""
        if let uniqueFor { job.uniquePeriodMs = milliseconds(uniqueFor.duration) }
        var ids: [String] = []
        for id in dependsOn { ids.append(try checkedJobID(id)) }
        job.dependsOn = ids
        for text in label {
            if let (key, value) = parsedLabel(text) { job.labels[key] = value }
        }
    }
}

/// "team=data"; nil when it is no label.
private func parsedLabel(_ text: String) -> (key: String, value: String)? {
    guard let sign = text.firstIndex(of: "=") else { return nil }
    let key = String(text[..<sign])
    let value = String(text[text.index(after: sign)...])
    return labelProblem(key: key, value: value) == nil ? (key, value) : nil
}

/// Puts what a line of a file says about keys, labels and dependencies into a submission.
///
/// - Returns: false for other fields.
func setKey(
    _ name: String, _ value: Value, in job: inout Jq_V1_JobSubmission
) throws(CommandFailure) -> Bool {
    func wrong(_ expected: String) -> CommandFailure { CommandFailure("\"\(name)\" is \(expected)") }
    switch name {
    case "concurrencyKey", "uniqueKey":
        guard let key = value.stringValue, 1...256 ~= key.unicodeScalars.count else {
            throw wrong("a text of 1 to 256 characters")
        }
        if name == "uniqueKey" { job.uniqueKey = key } else { job.concurrencyKey = key }
    case "uniqueFor":
        guard let duration = value.stringValue.flatMap({ DurationArgument(argument: $0)?.duration }) else {
            throw wrong("a duration such as 24h")
        }
        job.uniquePeriodMs = milliseconds(duration)
    case "dependsOn":
        guard let ids = value.arrayValue?.compactMap(\.stringValue), ids.count == value.arrayValue?.count
        else { throw wrong("a list of job ids") }
        job.dependsOn = []
        for id in ids { job.dependsOn.append(try checkedJobID(id)) }
    case "labels":
        guard let members = value.objectValue else { throw wrong("an object of texts") }
        for (key, value) in members {
            guard let text = value.stringValue else { throw wrong("an object of texts") }
            if let problem = labelProblem(key: key, value: text) { throw CommandFailure(problem) }
            job.labels[key] = text
        }
    default: return false
    }
    return true
}
