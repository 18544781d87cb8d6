import JobQueueProto
import Resources
import SwiftProtobuf

extension Jq_V1_Job {
    static let deadLetterColumns = ["job id", "queue", "reason", "attempts", "died", "error"]
    static let wideDeadLetterColumns = deadLetterColumns + ["exit", "resource", "labels"]

    /// - Parameter isWide: the whole error, and more.
    func deadLetterCells(isWide: Bool) -> [String] {
        let cells = [
            jobID, queueName, reason, "\(attempt)", hasCompletedAt ? Moment(completedAt).age : "",
            isWide ? errorMessage : errorMessage.onOneLine.shortened(to: 60),
        ]
        guard isWide else { return cells }
        let labels = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return cells + [hasExitCode ? "\(exitCode)" : "", resource, labels.joined(separator: ",")]
    }

    /// The job as a plain object, with its labels.
    var deadLetterDocument: Value {
        var document = document(withResult: false).objectValue ?? [:]
        if !labels.isEmpty { document["labels"] = .object(labels.mapValues { .string($0) }) }
        if hasExitCode { document["exitCode"] = .int(Int64(exitCode)) }
        return .object(document)
    }
}

extension Jq_V1_DeadLetterGroup {
    static let columns = ["queue", "reason", "count", "oldest", "newest", "sample error"]

    var cells: [String] {
        [
            queueName, reason, "\(count)", Moment(oldest).age, Moment(newest).age,
            sampleError.onOneLine.shortened(to: 60),
        ]
    }

    var document: Value {
        [
            "queue": .string(queueName), "reason": .string(reason), "count": .int(count),
            "oldest": .string(Moment(oldest).text), "newest": .string(Moment(newest).text),
            "sampleError": .string(sampleError),
        ]
    }
}

/// The groups as a table.
func table(of groups: [Jq_V1_DeadLetterGroup]) -> Table {
    var table = Table(Jq_V1_DeadLetterGroup.columns)
    for group in groups { table.add(group.cells) }
    return table
}

/// `1 dead letter`, `12 dead letters`
func deadLetters(_ count: Int64) -> String { count == 1 ? "1 dead letter" : "\(count) dead letters" }
