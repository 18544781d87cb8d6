import ArgumentParser
import FoundationEssentials
import JobQueueProto
import Lifecycle
import Resources
import SwiftProtobuf

/// The settings of a job that is submitted; what is not given is the queue's to say.
struct SubmissionOptions: ParsableArguments {
    @Option(name: [.short, .long], help: ArgumentHelp("The queue.", valueName: "name"))
    var queue: String?

    @Option(help: ArgumentHelp("0 to 9; 9 goes first.", valueName: "number"))
    var priority: Int32?

    @Option(help: ArgumentHelp("How often a failed job is tried again.", valueName: "number"))
    var maxRetries: Int32?

    @Option(
        help: ArgumentHelp("How long the job may wait before it is dead-lettered.", valueName: "duration"))
    var ttl: DurationArgument?

    @Option(help: ArgumentHelp("How long one attempt of the job may run.", valueName: "duration"))
    var timeout: DurationArgument?

    @Option(
        help: ArgumentHelp(
            "Do not start before: a time (2026-11-02T14:00:00Z) or a wait (10m).", valueName: "when"))
    var notBefore: String?

    @OptionGroup var keys: SubmissionKeys

    mutating func validate() throws {
        if let priority, !(0...9 ~= priority) { throw ValidationError("--priority is a number from 0 to 9") }
        if let maxRetries, maxRetries < 0 { throw ValidationError("--max-retries cannot be negative") }
        if let notBefore, moment(notBefore) == nil {
            throw ValidationError(
                "--not-before is a time such as 2026-11-02T14:00:00Z, or a wait such as 10m")
        }
    }

    /// A submission with these settings and `payload`, without an id.
    func submission(payload: [UInt8]) throws(CommandFailure) -> Jq_V1_JobSubmission {
        var job = Jq_V1_JobSubmission()
        job.queueName = queue ?? ""
        job.payload = Data(payload)
        if let priority { job.priority = priority }
        if let maxRetries { job.maxRetries = maxRetries }
        if let ttl { job.ttlSeconds = wholeSeconds(ttl.duration) }
        if let timeout { job.timeoutMs = milliseconds(timeout.duration) }
        if let time = notBefore.flatMap(moment) { job.notBefore = time.protobuf }
        try keys.apply(to: &job)
        return job
    }
}

/// The time that a word names: RFC 3339, or a duration from now.
func moment(_ word: String) -> Moment? {
    if let moment = Moment(word) { return moment }
    let text = word.hasPrefix("+") ? String(word.dropFirst()) : word
    guard let wait = try? Duration(manifestText: text) else { return nil }
    return Moment(micros: Moment.now.micros + milliseconds(wait) * 1000)
}

/// Seconds, rounded up, because 0 would mean no limit at all.
func wholeSeconds(_ duration: Duration) -> Int64 { (milliseconds(duration) + 999) / 1000 }

func milliseconds(_ duration: Duration) -> Int64 {
    duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
}

/// The payload that makes a worker run a command.
func commandPayload(_ command: [String]) -> [UInt8] {
    Value.object(["command": .array(command.map { .string($0) })]).canonicalJSON()
}

/// A new job id.
func newJobID() -> String {
    var generator = SystemRandomNumberGenerator()
    let random = (UInt16(truncatingIfNeeded: generator.next() as UInt64), generator.next() as UInt64)
    return JobID(unixMilliseconds: UInt64(max(0, Moment.now.micros / 1000)), random: random).description
}

/// `text` as a job id in its usual form.
func checkedJobID(_ text: String) throws(CommandFailure) -> String {
    guard let id = JobID(text) else {
        throw CommandFailure(
            "\"\(text.onOneLine)\" is not a job id; ids are UUIDs, as `jq-ctl job list` shows them")
    }
    return id.description
}
