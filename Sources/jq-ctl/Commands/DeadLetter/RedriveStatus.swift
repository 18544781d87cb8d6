import ArgumentParser
import GRPCCore
import JobQueueProto
import SwiftProtobuf

/// The redrive that a command is about, and how it is shown.
struct RedriveOptions: ParsableArguments {
    @Argument(help: "The id of the redrive.")
    var redriveId: String

    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    mutating func validate() throws {
        do { redriveId = try checkedJobID(redriveId) } catch {
            throw ValidationError(
                "\"\(redriveId.onOneLine)\" is not a redrive id; ids are UUIDs, as `jq-ctl dlq redrives` shows them"
            )
        }
    }
}

/// `jq-ctl dlq redrive-status`
struct RedriveStatus: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "redrive-status",
        abstract: "Show how far a redrive is.",
        discussion: """
            EXAMPLES
              jq-ctl dlq redrive-status 0192f0c4-7d6f-7c3e-9f00-0242ac120002
            """)

    @OptionGroup var options: RedriveOptions

    var connection: ConnectionOptions { options.connection }
    var callTimeout: Duration { options.limit.timeout.duration }

    func run(on server: Connection) async throws {
        let redrive = try await server.deadLetters {
            try await $0.getRedrive(.with { $0.redriveID = options.redriveId }, options: $1)
        }.redrive
        redrive.print(as: options.format.output, paint)
    }
}

/// `jq-ctl dlq watch`
struct RedriveWatch: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Show how a redrive goes until it has ended. Ctrl-C leaves it running.",
        discussion: """
            The exit status is 0 when it got to its end, and not when it was stopped or
            cancelled.

            EXAMPLES
              jq-ctl dlq watch 0192f0c4-7d6f-7c3e-9f00-0242ac120002
            """)

    @OptionGroup var options: RedriveOptions

    var connection: ConnectionOptions { options.connection }
    var callTimeout: Duration { options.limit.timeout.duration }

    func run(on server: Connection) async throws {
        try await watchRedrive(options.redriveId, on: server, format: options.format.output, paint)
    }
}
