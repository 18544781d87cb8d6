import ArgumentParser
import GRPCCore
import JobQueueProto
import SwiftProtobuf

/// `jq-ctl worker shutdown`
struct WorkerShutdown: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "shutdown",
        abstract: "Let a worker finish what it has and exit.",
        discussion: """
            EXAMPLES
              jq-ctl worker shutdown 7d0c1f5e-0000-4000-8000-1234567890ab
            """)

    @Argument(help: "The id of the worker, from `jq-ctl worker list`.")
    var workerId: String

    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    func run(on server: Connection) async throws {
        let worker = try await server.admin {
            try await $0.shutdownWorker(.with { $0.workerID = workerId }, options: $1)
        }.worker
        worker.report("asked to exit, \(worker.activeJobCount) running", as: format.output)
    }
}
