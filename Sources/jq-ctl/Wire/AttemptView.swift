import JobQueueProto
import Resources
import SwiftProtobuf

extension Jq_V1_JobAttempt {
    static let columns = ["attempt", "worker", "started", "took", "outcome", "exit", "error"]

    var cells: [String] {
        [
            "\(attempt)", workerID, hasStartedAt ? Moment(startedAt).textInMilliseconds : "", took ?? "",
            outcome,
            hasExitCode ? "\(exitCode)" : "", firstLine.shortened(to: 60),
        ]
    }

    /// The attempt as a plain object; fields without a value are left out.
    var document: Value {
        var document: [String: Value] = ["attempt": .int(Int64(attempt)), "outcome": .string(outcome)]
        if !workerID.isEmpty { document["workerId"] = .string(workerID) }
        if hasAssignedAt { document["assignedAt"] = .string(Moment(assignedAt).text) }
        if hasStartedAt { document["startedAt"] = .string(Moment(startedAt).text) }
        if hasEndedAt { document["endedAt"] = .string(Moment(endedAt).text) }
        if hasExitCode { document["exitCode"] = .int(Int64(exitCode)) }
        if !errorMessage.isEmpty { document["errorMessage"] = .string(errorMessage) }
        return .object(document)
    }

    /// How long it ran, or has been running.
    private var took: String? {
        guard hasStartedAt else { return nil }
        return span(from: Moment(startedAt), to: hasEndedAt ? Moment(endedAt) : .now)
    }

    private var firstLine: String {
        errorMessage.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    }
}
