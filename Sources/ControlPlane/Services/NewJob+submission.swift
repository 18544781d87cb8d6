import GRPCCore
import JobQueueProto
import Lifecycle
import PostgresStore
import Resources
import SwiftProtobuf

extension NewJob {
    /// A submission with its values checked.
    init(_ submission: Jq_V1_JobSubmission) throws {
        guard !submission.queueName.isEmpty else { throw invalid("queue_name is empty") }
        guard !submission.queueName.contains("\0") else { throw invalid("queue_name holds a NUL character") }
        guard submission.payload.count <= NewJob.payloadLimit else {
            throw invalid(
                "payload has \(submission.payload.count) bytes; at most \(NewJob.payloadLimit) are taken")
        }
        let id = submission.jobID.isEmpty ? freshJobID() : try parseID(submission.jobID, field: "job_id")
        self.init(id: id, queue: submission.queueName, payload: [UInt8](submission.payload))
        try take(numbersOf: submission)
        try take(keysOf: submission)
        try take(dependenciesOf: submission)
    }

    private mutating func take(numbersOf submission: Jq_V1_JobSubmission) throws(RPCError) {
        if submission.hasPriority {
            guard (0...9).contains(submission.priority) else {
                throw invalid("priority \(submission.priority) is not within 0 to 9")
            }
            priority = Int16(submission.priority)
        }
        if submission.hasMaxRetries {
            guard submission.maxRetries >= 0 else { throw invalid("max_retries is negative") }
            maxRetries = submission.maxRetries
        }
        if submission.hasTtlSeconds {
            guard (1...NewJob.longestSeconds).contains(submission.ttlSeconds) else {
                throw invalid("ttl_seconds \(submission.ttlSeconds) is not within 1 s to 100 years")
            }
            ttlSeconds = submission.ttlSeconds
        }
        if submission.hasTimeoutMs {
            guard submission.timeoutMs > 0 else { throw invalid("timeout_ms must be positive") }
            timeoutMilliseconds = submission.timeoutMs
        }
        if submission.hasNotBefore {
            guard (0...253_402_300_799).contains(submission.notBefore.seconds) else {
                throw invalid("not_before is not within the years 1970 to 9999")
            }
            notBefore = submission.notBefore.micros
        }
    }

    private mutating func take(keysOf submission: Jq_V1_JobSubmission) throws(RPCError) {
        concurrencyKey = try NewJob.key(submission.concurrencyKey, field: "concurrency_key")
        uniqueKey = try NewJob.key(submission.uniqueKey, field: "unique_key")
        let period = submission.uniquePeriodMs
        guard (0...NewJob.longestSeconds * 1000).contains(period) else {
            throw invalid("unique_period_ms \(period) is not within 0 to 100 years")
        }
        guard period == 0 || uniqueKey != nil else { throw invalid("unique_period_ms needs unique_key") }
        uniquePeriodMilliseconds = period == 0 ? nil : period
        guard submission.labels.count <= 64 else {
            throw invalid("\(submission.labels.count) labels; at most 64 are taken")
        }
        for (name, value) in submission.labels {
            if let problem = labelProblem(key: name, value: value) { throw invalid(problem) }
        }
        labels = submission.labels
    }

    private mutating func take(dependenciesOf submission: Jq_V1_JobSubmission) throws(RPCError) {
        guard submission.dependsOn.count <= 100 else {
            throw invalid("depends_on names \(submission.dependsOn.count) jobs; at most 100 are taken")
        }
        var seen: Set<JobID> = []
        for text in submission.dependsOn {
            let awaited = try parseID(text, field: "depends_on")
            guard awaited != id else { throw invalid("job \(id) depends on itself") }
            if seen.insert(awaited).inserted { waits.append(.success(of: awaited)) }
        }
    }

    /// Empty stands for none.
    private static func key(_ text: String, field: String) throws(RPCError) -> String? {
        if text.isEmpty { return nil }
        guard text.unicodeScalars.count <= 256 else {
            throw invalid("\(field) has \(text.unicodeScalars.count) characters; at most 256 are taken")
        }
        guard !text.contains("\0") else { throw invalid("\(field) holds a NUL character") }
        return text
    }

    /// A hundred years.
    static let longestSeconds: Int64 = 100 * 366 * 86_400

    /// Most bytes of one payload.
    static let payloadLimit = 1 << 20
}
