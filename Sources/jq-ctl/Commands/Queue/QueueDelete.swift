import ArgumentParser
import GRPCCore
import JobQueueProto
import SwiftProtobuf

/// `jq-ctl queue delete`
struct QueueDelete: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete an empty queue that was made by hand.",
        discussion: """
            A queue in which jobs wait or run is not deleted; a declared one is deleted
            with `jq-ctl delete queue NAME`.

            EXAMPLES
              jq-ctl queue delete scratch
            """)

    @Argument(help: "The name of the queue.")
    var name: String

    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    func run(on server: Connection) async throws {
        _ = try await server.admin(idempotent: false) {
            try await $0.deleteQueue(.with { $0.name = name }, options: $1)
        }
        Console.line("queue \(name) deleted")
    }
}
