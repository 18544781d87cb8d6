import ArgumentParser
import GRPCCore
import JobQueueProto
import SwiftProtobuf

/// `jq-ctl job retry`
struct JobRetry: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Put dead-lettered jobs back into their queue, with all their retries.",
        discussion: """
            EXAMPLES
              jq-ctl job retry 0192f0c4-7d6f-7c3e-9f00-0242ac120002
              jq-ctl job list -s dead-lettered --all -o name | xargs jq-ctl job retry
            """)

    @Argument(help: "The ids of the jobs.")
    var jobIds: [String]

    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    func run(on server: Connection) async throws {
        try await forEachJob(jobIds, format: format.output) { id throws(CommandFailure) in
            let job = try await server.jobs(idempotent: false) {
                try await $0.retryJob(.with { $0.jobID = id }, options: $1)
            }.job
            return (job, "job \(id) is \(job.status.word) again in queue \(job.queueName)")
        }
    }
}
