import ArgumentParser
import GRPCCore
import JobQueueProto
import Resources
import SwiftProtobuf

/// `jq-ctl dlq show`
struct DeadLetterShow: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one dead letter: why it died, what it was given, and what happened before.",
        discussion: """
            EXAMPLES
              jq-ctl dlq show 0192f0c4-7d6f-7c3e-9f00-0242ac120002
              jq-ctl dlq show ID -o yaml
            """)

    @Argument(help: "The id of the job.")
    var jobId: String

    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    func run(on server: Connection) async throws {
        let id = try checkedJobID(jobId)
        let job = try await server.jobs { try await $0.getJobStatus(.with { $0.jobID = id }, options: $1) }
            .job
        guard job.status == .deadLettered else {
            throw CommandFailure(
                "job \(id) is \(job.status.word), no dead letter; `jq-ctl job status \(id)` shows it")
        }
        let events = try await server.jobs { try await $0.getJobLogs(.with { $0.jobID = id }, options: $1) }
            .events
        switch format.output {
        case .name: Console.line(job.jobID)
        case .json, .yaml:
            var document = job.deadLetterDocument.objectValue ?? [:]
            document["events"] = .array(events.map(\.deadLetterDocument))
            Document.print(.object(document), as: format.output)
        case .table, .wide:
            Console.out(job.deadLetterDescription(paint))
            Console.out("\nHistory:\n" + history(events).text(paint))
        }
    }

    private func history(_ events: [Jq_V1_JobEvent]) -> Table {
        let hasErrors = events.contains { !$0.errorMessage.isEmpty }
        var table = Table(Jq_V1_JobEvent.columns + (hasErrors ? ["error"] : []))
        for event in events { table.add(event.cells + [event.errorMessage]) }
        return table
    }
}

extension Jq_V1_Job {
    /// What somebody wants to know who has to decide what becomes of it.
    func deadLetterDescription(_ paint: Paint) -> String {
        var facts = Description()
        facts.add("Job", jobID)
        facts.add("Queue", queueName + (queueGeneration > 0 ? " (generation \(queueGeneration))" : ""))
        facts.add("Reason", reason)
        facts.add("Died", hasCompletedAt ? Moment(completedAt).textWithAge : nil)
        facts.add("Error", errorMessage)
        facts.add("Exit code", hasExitCode ? "\(exitCode)" : nil)
        facts.add("Declared by", resource.isEmpty ? nil : "Job/\(resource)")
        facts.add("Schedule", schedule)
        facts.add(
            "Labels",
            labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", "))
        facts.add("Attempts", "\(attempt)")
        facts.add("Retries", "\(retryCount) of \(maxRetries)")
        facts.add("Priority", "\(priority)")
        facts.add("Last worker", workerID)
        facts.add("Created", hasCreatedAt ? Moment(createdAt).textWithAge : nil)
        facts.add("Started", hasStartedAt ? Moment(startedAt).textWithAge : nil)
        let payload = (try? Value(json: Array(payload))).map { jsonText($0) } ?? readable(payload)
        facts.add("Payload", payload.shortened(to: 100_000))
        return facts.text(paint)
    }
}

extension Jq_V1_JobEvent {
    /// The event as a plain object, with what its attempt said.
    fileprivate var deadLetterDocument: Value {
        var document = document.objectValue ?? [:]
        if !errorMessage.isEmpty { document["errorMessage"] = .string(errorMessage) }
        if hasExitCode { document["exitCode"] = .int(Int64(exitCode)) }
        return .object(document)
    }
}
