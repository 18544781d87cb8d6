import ArgumentParser
import GRPCCore
import JobQueueProto
import Resources
import SwiftProtobuf

/// `jq-ctl job cancel`
struct JobCancel: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Cancel jobs that have not ended.",
        discussion: """
            A job that waits is dead-lettered at once. A running one is left alone without
            --force; with it, its worker is asked to kill it.

            EXAMPLES
              jq-ctl job cancel 0192f0c4-7d6f-7c3e-9f00-0242ac120002
              jq-ctl job list -s pending --all -o name | xargs jq-ctl job cancel
            """)

    @Argument(help: "The ids of the jobs.")
    var jobIds: [String]

    @Flag(help: "Also kill running jobs.")
    var force = false

    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    func run(on server: Connection) async throws {
        try await forEachJob(jobIds, format: format.output) { id throws(CommandFailure) in
            let job = try await server.jobs(idempotent: false) {
                try await $0.cancelJob(
                    .with {
                        $0.jobID = id
                        $0.force = force
                    }, options: $1)
            }.job
            return (
                job,
                job.status.hasEnded ? "job \(id) cancelled" : "job \(id) is \(job.status.word), asked to stop"
            )
        }
    }
}

/// Does something to every job, also after a failure with one of them; the last failure ends the command.
func forEachJob(
    _ ids: [String], format: OutputFormat,
    _ body: (String) async throws(CommandFailure) -> (job: Jq_V1_Job, remark: String)
) async throws(CommandFailure) {
    var ids = ids
    for index in ids.indices { ids[index] = try checkedJobID(ids[index]) }
    var jobs: [Jq_V1_Job] = []
    var failures: [CommandFailure] = []
    for id in ids {
        do throws(CommandFailure) {
            let (job, remark) = try await body(id)
            jobs.append(job)
            if format.isForPeople { Console.line(remark) }
            if format == .name { Console.line(job.jobID) }
        } catch {
            failures.append(error)
            if ids.count > 1 { Console.report(error) }
        }
    }
    if format == .json || format == .yaml {
        let documents = jobs.map { $0.document(withResult: false) }
        if ids.count > 1 || documents.isEmpty {
            Document.print(["items": .array(documents)], as: format)
        } else {
            Document.print(documents[0], as: format)
        }
    }
    if let failure = failures.last { throw ids.count > 1 ? .silent() : failure }
}
