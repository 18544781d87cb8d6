import FoundationEssentials
import JobQueueProto
import Resources
import SwiftProtobuf

extension Jq_V1_JobStatus {
    /// The word of REQUIREMENTS R2, such as `DEAD_LETTERED`.
    var word: String {
        switch self {
        case .pending: "PENDING"
        case .assigned: "ASSIGNED"
        case .running: "RUNNING"
        case .done: "DONE"
        case .failed: "FAILED"
        case .deadLettered: "DEAD_LETTERED"
        case .unspecified: ""
        case .UNRECOGNIZED(let number): "\(number)"
        }
    }

    /// The status that a word means, in any case and with "-" for "_"; nil for other words.
    init?(argument: String) {
        let word = argument.uppercased().map { $0 == "-" ? "_" : $0 }
        let found = Self.allCases.first { $0.word.elementsEqual(word) && $0 != .unspecified }
        guard let found else { return nil }
        self = found
    }

    var hasEnded: Bool { self == .done || self == .deadLettered }
}

extension Jq_V1_Job {
    static let columns = ["job id", "queue", "status", "prio", "retries", "duration", "age"]
    static let wideColumns = columns + ["attempt", "worker", "resource", "reason", "error"]

    var cells: [String] {
        [
            jobID, queueName, status.word, "\(priority)", "\(retryCount)/\(maxRetries)", duration ?? "",
            hasCreatedAt ? Moment(createdAt).age : "",
        ]
    }

    var wideCells: [String] {
        cells + ["\(attempt)", workerID, resource, reason, errorMessage.shortened(to: 60)]
    }

    /// How long the last attempt ran, or has been running.
    var duration: String? {
        guard hasStartedAt else { return nil }
        return span(from: Moment(startedAt), to: hasCompletedAt ? Moment(completedAt) : .now)
    }

    /// What the running attempt said last: "42 %, copying"; empty when it said nothing.
    var progressText: String {
        let percent = hasProgressPercent ? "\((progressPercent * 10).rounded() / 10) %" : ""
        return [percent, progressNote.onOneLine].filter { !$0.isEmpty }.joined(separator: ", ")
            .replacing(".0 %", with: " %")
    }

    /// The job as a plain object; fields without a value are left out.
    func document(withResult: Bool) -> Value {
        var document: [String: Value] = [
            "jobId": .string(jobID), "queue": .string(queueName), "status": .string(status.word),
            "priority": .int(Int64(priority)), "maxRetries": .int(Int64(maxRetries)),
            "retryCount": .int(Int64(retryCount)), "attempt": .int(Int64(attempt)),
            "payload": jsonOrText(payload),
        ]
        if hasCreatedAt { document["createdAt"] = .string(Moment(createdAt).text) }
        if hasStartedAt { document["startedAt"] = .string(Moment(startedAt).text) }
        if hasCompletedAt { document["completedAt"] = .string(Moment(completedAt).text) }
        if hasNotBefore { document["notBefore"] = .string(Moment(notBefore).text) }
        if !workerID.isEmpty { document["workerId"] = .string(workerID) }
        if !errorMessage.isEmpty { document["errorMessage"] = .string(errorMessage) }
        if !reason.isEmpty { document["reason"] = .string(reason) }
        if !resource.isEmpty { document["resource"] = .string(resource) }
        if queueGeneration > 0 { document["queueGeneration"] = .int(queueGeneration) }
        if !waitsFor.isEmpty { document["waitsFor"] = .string(waitsFor) }
        if !concurrencyKey.isEmpty { document["concurrencyKey"] = .string(concurrencyKey) }
        if !uniqueKey.isEmpty { document["uniqueKey"] = .string(uniqueKey) }
        if !labels.isEmpty { document["labels"] = .object(labels.mapValues { .string($0) }) }
        if cancelRequested { document["cancelRequested"] = true }
        if hasProgressPercent { document["progressPercent"] = .double(progressPercent) }
        if !progressNote.isEmpty { document["progressNote"] = .string(progressNote) }
        if hasExitCode { document["exitCode"] = .int(Int64(exitCode)) }
        if withResult, !result.isEmpty { document["result"] = jsonOrText(result) }
        return .object(document)
    }

    private func jsonOrText(_ bytes: Data) -> Value {
        (try? Value(json: Array(bytes))) ?? .string(readable(bytes))
    }
}

extension Jq_V1_JobEvent {
    static let columns = ["time", "from", "to", "attempt", "worker", "reason"]

    var cells: [String] {
        [
            hasOccurredAt ? Moment(occurredAt).textInMilliseconds : "", fromStatus.word, toStatus.word,
            attempt == 0 ? "" : "\(attempt)", workerID, reason,
        ]
    }

    var document: Value {
        var document: [String: Value] = [
            "id": .int(id), "jobId": .string(jobID), "toStatus": .string(toStatus.word),
        ]
        if fromStatus != .unspecified { document["fromStatus"] = .string(fromStatus.word) }
        if !workerID.isEmpty { document["workerId"] = .string(workerID) }
        if !reason.isEmpty { document["reason"] = .string(reason) }
        if attempt > 0 { document["attempt"] = .int(Int64(attempt)) }
        if !errorMessage.isEmpty { document["errorMessage"] = .string(errorMessage) }
        if hasExitCode { document["exitCode"] = .int(Int64(exitCode)) }
        if hasOccurredAt { document["occurredAt"] = .string(Moment(occurredAt).text) }
        return .object(document)
    }
}
