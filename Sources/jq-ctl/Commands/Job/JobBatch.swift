import FoundationEssentials
import GRPCCore
import JobQueueProto
import Lifecycle
import Resources
import SwiftProtobuf

/// A file with one job in each line, submitted in batches.
struct JobBatch {
    /// Jobs in one transaction; a batch is submitted wholly or not at all.
    private static let batchSize = 1000

    let settings: SubmissionOptions
    let path: String

    /// Submits all jobs. Every line is checked before the first is submitted.
    func submit(on server: Connection, format: OutputFormat) async throws(CommandFailure) {
        let jobs = try submissions()
        var ids: [String] = []
        var created: Int64 = 0
        var duplicates: Int64 = 0
        while ids.count < jobs.count {
            let batch = Array(jobs[ids.count..<min(ids.count + Self.batchSize, jobs.count)])
            do throws(CommandFailure) {
                let response = try await server.jobs {
                    try await $0.submitJobs(.with { $0.jobs = batch }, options: $1)
                }
                ids += response.jobIds
                created += response.created
                duplicates += response.duplicates
            } catch {
                let done =
                    ids.isEmpty
                    ? "no job was submitted" : "the first \(ids.count) jobs were submitted, the others not"
                throw CommandFailure("\(error.message) (\(done))", isNotFound: error.isNotFound)
            }
        }
        switch format {
        case .name: for id in ids { Console.line(id) }
        case .json, .yaml:
            Document.print(
                [
                    "jobIds": .array(ids.map { .string($0) }), "created": .int(created),
                    "duplicates": .int(duplicates),
                ], as: format)
        case .table, .wide:
            let old = Int64(jobs.count) - created - duplicates
            Console.line(
                "\(created) jobs submitted" + (old > 0 ? ", \(old) existed already" : "")
                    + (duplicates > 0 ? ", \(duplicates) not, for their unique keys are held by others" : ""))
        }
    }

    private func submissions() throws(CommandFailure) -> [Jq_V1_JobSubmission] {
        var jobs: [Jq_V1_JobSubmission] = []
        let lines = try readFile(path).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where line.contains(where: { $0 > UInt8(ascii: " ") }) {
            do throws(CommandFailure) {
                jobs.append(try submission(Array(line)))
            } catch {
                throw CommandFailure("\(path):\(index + 1): \(error.message); no job was submitted")
            }
        }
        guard !jobs.isEmpty else {
            throw CommandFailure("\(path) holds no jobs; write one JSON object in each line")
        }
        return jobs
    }

    private func submission(_ line: [UInt8]) throws(CommandFailure) -> Jq_V1_JobSubmission {
        let value: Value
        do { value = try Value(json: line) } catch { throw CommandFailure("not JSON: \(error.message)") }
        guard let fields = value.objectValue else { throw CommandFailure("expected a JSON object") }
        let known = [
            "payload", "command", "queue", "priority", "maxRetries", "ttl", "timeout", "notBefore", "jobId",
            "concurrencyKey", "uniqueKey", "uniqueFor", "dependsOn", "labels",
        ]
        if let unknown = fields.keys.sorted().first(where: { !known.contains($0) }) {
            throw CommandFailure(
                "unknown field \"\(unknown)\"; the fields are \(known.joined(separator: ", "))")
        }
        var job = try settings.submission(payload: try payload(of: fields))
        job.jobID = newJobID()
        for (name, value) in fields { try set(name, value, in: &job) }
        if job.uniquePeriodMs > 0, job.uniqueKey.isEmpty {
            throw CommandFailure("\"uniqueFor\" goes with \"uniqueKey\"")
        }
        if job.queueName.isEmpty { throw CommandFailure("no queue; give \"queue\" in the line, or --queue") }
        return job
    }

    private func payload(of fields: [String: Value]) throws(CommandFailure) -> [UInt8] {
        switch (fields["payload"], fields["command"]) {
        case (let payload?, nil): return payload.canonicalJSON()
        case (nil, let command?):
            guard let words = command.arrayValue?.compactMap(\.stringValue), !words.isEmpty,
                words.count == command.arrayValue?.count
            else { throw CommandFailure("\"command\" is a list of strings") }
            return commandPayload(words)
        default: throw CommandFailure("give either \"payload\" or \"command\"")
        }
    }

    private func set(_ name: String, _ value: Value, in job: inout Jq_V1_JobSubmission) throws(CommandFailure)
    {
        func wrong(_ expected: String) -> CommandFailure { CommandFailure("\"\(name)\" is \(expected)") }
        if try setKey(name, value, in: &job) { return }
        switch name {
        case "queue":
            guard let text = value.stringValue, !text.isEmpty else { throw wrong("the name of a queue") }
            job.queueName = text
        case "priority":
            guard let number = value.intValue, 0...9 ~= number else { throw wrong("a number from 0 to 9") }
            job.priority = Int32(number)
        case "maxRetries":
            guard let number = value.intValue, 0...1_000_000 ~= number else { throw wrong("a number from 0") }
            job.maxRetries = Int32(number)
        case "ttl", "timeout":
            guard let duration = value.stringValue.flatMap({ DurationArgument(argument: $0)?.duration })
            else {
                throw wrong("a duration such as 30s")
            }
            if name == "ttl" {
                job.ttlSeconds = wholeSeconds(duration)
            } else {
                job.timeoutMs = milliseconds(duration)
            }
        case "notBefore":
            guard let time = value.stringValue.flatMap(moment) else {
                throw wrong("a time such as 2026-11-02T14:00:00Z")
            }
            job.notBefore = time.protobuf
        case "jobId":
            guard let text = value.stringValue else { throw wrong("a UUID") }
            job.jobID = try checkedJobID(text)
        default: break
        }
    }
}
