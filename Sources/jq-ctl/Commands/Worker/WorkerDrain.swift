import ArgumentParser
import GRPCCore
import JobQueueProto
import SwiftProtobuf

/// `jq-ctl worker drain`
struct WorkerDrain: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain",
        abstract: "Let a worker finish what it has and take no more.",
        discussion: """
            EXAMPLES
              jq-ctl worker drain 7d0c1f5e-0000-4000-8000-1234567890ab
              jq-ctl worker drain --undo 7d0c1f5e-0000-4000-8000-1234567890ab
            """)

    @Argument(help: "The id of the worker, from `jq-ctl worker list`.")
    var workerId: String

    @Flag(help: "Take the worker back into service.")
    var undo = false

    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    func run(on server: Connection) async throws {
        let worker = try await server.admin {
            try await $0.drainWorker(
                .with {
                    $0.workerID = workerId
                    $0.undo = undo
                }, options: $1)
        }.worker
        worker.report(
            undo ? "back in service" : "draining, \(worker.activeJobCount) running", as: format.output)
    }
}

extension Jq_V1_Worker {
    /// Prints what was done to the worker.
    func report(_ remark: String, as format: OutputFormat) {
        switch format {
        case .json, .yaml: Document.print(document, as: format)
        case .name: Console.line(workerID)
        case .table, .wide: Console.line("worker \(workerID) \(remark)")
        }
    }
}
