import ArgumentParser
import GRPCCore
import JobQueueProto
import SwiftProtobuf

/// `jq-ctl queue create`
struct QueueCreate: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a queue by hand.",
        discussion: """
            For a queue that should last, write a manifest and `jq-ctl apply` it.

            EXAMPLES
              jq-ctl queue create scratch --max-retries 0 --ttl 1h
            """)

    @Argument(help: "The name of the queue.")
    var name: String

    @Option(help: ArgumentHelp("How often a failed job is tried again.", valueName: "number"))
    var maxRetries: Int32?

    @Option(help: ArgumentHelp("How long a job may wait before it is dead-lettered.", valueName: "duration"))
    var ttl: DurationArgument?

    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    mutating func validate() throws {
        if let maxRetries, maxRetries < 0 { throw ValidationError("--max-retries cannot be negative") }
    }

    func run(on server: Connection) async throws {
        // A second attempt after a lost answer would be told that the queue exists.
        let queue = try await server.admin(idempotent: false) {
            try await $0.createQueue(
                .with {
                    $0.name = name
                    if let maxRetries { $0.maxRetries = maxRetries }
                    if let ttl { $0.ttlSeconds = wholeSeconds(ttl.duration) }
                }, options: $1)
        }.queue
        switch format.output {
        case .json, .yaml: Document.print(queue.document, as: format.output)
        case .name: Console.line(queue.name)
        case .table, .wide: Console.line("queue \(queue.name) created")
        }
    }
}
