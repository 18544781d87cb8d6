import ArgumentParser
import GRPCCore
import JobQueueProto
import Resources
import SwiftProtobuf

/// `jq-ctl job status`
struct JobStatusCommand: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show one job with its attempts and its history.",
        discussion: """
            EXAMPLES
              jq-ctl job status 0192f0c4-7d6f-7c3e-9f00-0242ac120002
              jq-ctl job status ID --show-result > result.json     only the result
              jq-ctl job status ID -o json
            """)

    @Argument(help: "The id of the job.")
    var jobId: String

    @Flag(help: "Print only the result, byte for byte.")
    var showResult = false

    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    func run(on server: Connection) async throws {
        let id = try checkedJobID(jobId)
        let job = try await server.jobs { try await $0.getJobStatus(.with { $0.jobID = id }, options: $1) }
            .job
        if showResult {
            Console.out(bytes: Array(job.result))
            if job.status != .done {
                throw CommandFailure("job \(id) is \(job.status.word) and has no result")
            }
            return
        }
        switch format.output {
        case .name: Console.line(job.jobID)
        case .json, .yaml:
            var document = job.document(withResult: true).objectValue ?? [:]
            document["attempts"] = .array(try await attempts(of: id, on: server).map(\.document))
            document["events"] = .array(try await events(of: id, on: server).map(\.document))
            Document.print(.object(document), as: format.output)
        case .table, .wide:
            Console.out(job.description(paint))
            var attempts = Table(Jq_V1_JobAttempt.columns)
            for attempt in try await self.attempts(of: id, on: server) { attempts.add(attempt.cells) }
            if !attempts.isEmpty { Console.out("\nAttempts:\n" + attempts.text(paint)) }
            var table = Table(Jq_V1_JobEvent.columns)
            for event in try await events(of: id, on: server) { table.add(event.cells) }
            if !table.isEmpty { Console.out("\nHistory:\n" + table.text(paint)) }
        }
    }

    private func attempts(
        of id: String, on server: Connection
    ) async throws(CommandFailure) -> [Jq_V1_JobAttempt] {
        try await server.jobs { try await $0.listJobAttempts(.with { $0.jobID = id }, options: $1) }.attempts
    }

    private func events(of id: String, on server: Connection) async throws(CommandFailure) -> [Jq_V1_JobEvent]
    {
        try await server.jobs { try await $0.getJobLogs(.with { $0.jobID = id }, options: $1) }.events
    }
}

extension Jq_V1_Job {
    /// Everything worth knowing about the job, one fact in a line.
    func description(_ paint: Paint) -> String {
        var facts = Description()
        facts.add("Job", jobID)
        facts.add("Queue", queueName + (queueGeneration > 0 ? " (generation \(queueGeneration))" : ""))
        facts.add("Status", status.word)
        facts.add("Reason", reason)
        facts.add("Declared by", resource.isEmpty ? nil : "Job/\(resource)")
        facts.add("Schedule", schedule)
        facts.add("Priority", "\(priority)")
        facts.add("Retries", "\(retryCount) of \(maxRetries)")
        facts.add("Attempt", attempt > 0 ? "\(attempt)" : nil)
        facts.add("Worker", workerID)
        facts.add("Progress", progressText)
        facts.add("Waits for", waitsFor)
        facts.add("Concurrency key", concurrencyKey)
        facts.add("Unique key", uniqueKey)
        facts.add(
            "Labels", labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        )
        facts.add("Cancel", cancelRequested ? "requested" : nil)
        facts.add("Created", hasCreatedAt ? Moment(createdAt).textWithAge : nil)
        facts.add("Not before", hasNotBefore ? Moment(notBefore).textWithAge : nil)
        facts.add("Started", hasStartedAt ? Moment(startedAt).textWithAge : nil)
        let took = duration.map { ", took \($0)" } ?? ""
        facts.add("Completed", hasCompletedAt ? Moment(completedAt).textWithAge + took : nil)
        facts.add("Payload", readable(payload).shortened(to: 2000))
        facts.add("Result", readable(result).shortened(to: 4000))
        facts.add("Exit", hasExitCode ? "status \(exitCode)" : nil)
        facts.add("Error", errorMessage)
        return facts.text(paint)
    }
}
