import JobQueueProto
import Lifecycle
import Resources
import SwiftProtobuf

/// What `jq-ctl explain job/x` prints: the answer first, then what else there is to it.
struct ExplainedJob {
    let answer: Jq_V1_ExplainJobResponse
    /// How the user called the job.
    let name: String

    init(_ answer: Jq_V1_ExplainJobResponse, name: String) {
        self.answer = answer
        self.name = name
    }

    /// Lines for people.
    var text: String {
        guard let first = answer.causes.first else { return "\(title): nothing is known\n" }
        var lines = ["\(title) \(verb(first.kind)): \(first.message)"]
        for cause in answer.causes.dropFirst() { lines.append("  \(cause.message)") }
        if !answer.job.errorMessage.isEmpty, answer.job.status == .pending, first.kind != "RETRY_WAIT" {
            lines.append("  the last attempt said: \(answer.job.errorMessage.onOneLine.shortened(to: 200))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Everything that the server said.
    var document: Value {
        var document: [String: Value] = [
            "causes": .array(
                answer.causes.map { cause in
                    var object: [String: Value] = [
                        "kind": .string(cause.kind), "message": .string(cause.message),
                    ]
                    if !cause.jobIds.isEmpty {
                        object["jobIds"] = .array(cause.jobIds.map { .string($0) })
                    }
                    if cause.hasUntil { object["until"] = .string(Moment(cause.until).text) }
                    return .object(object)
                })
        ]
        if answer.hasJob { document["job"] = answer.job.document(withResult: false) }
        if answer.position > 0 { document["position"] = .int(answer.position) }
        if answer.hasEstimatedStart {
            document["estimatedStart"] = .string(Moment(answer.estimatedStart).text)
        }
        return .object(document)
    }

    private var title: String {
        guard answer.hasJob else { return "job \(name)" }
        let id = answer.job.jobID
        return name == id || name.isEmpty ? "job \(id)" : "job \(name), run \(id),"
    }

    private func verb(_ kind: String) -> String {
        switch kind {
        case "RUNNING", "ASSIGNED": "is \(answer.job.status.word)"
        case "ENDED": answer.hasJob ? "is \(answer.job.status.word)" : "has ended"
        case "NEVER_RUN": "has not run"
        case "NEXT_IN_LINE": "is in line"
        default: "waits"
        }
    }
}

/// What `explain` was asked about when its argument names one job.
enum JobArgument: Hashable {
    case id(String)
    case resource(String)

    /// Nil when the argument is about a kind or a field.
    ///
    /// - Parameter namespace: of a Job that names none.
    init?(_ argument: String, namespace: String) {
        if let id = JobID(argument) {
            self = .id(id.description)
            return
        }
        guard let slash = argument.firstIndex(of: "/"), !argument.hasSuffix("/"),
            Kind(argument: String(argument[..<slash])) == .job
        else { return nil }
        let name = String(argument[argument.index(after: slash)...])
        if let id = JobID(name) {
            self = .id(id.description)
        } else if name.contains("/") {
            self = .resource(name)
        } else {
            self = .resource(ResourceKey(kind: .job, namespace: namespace, name: name).storedName)
        }
    }
}
