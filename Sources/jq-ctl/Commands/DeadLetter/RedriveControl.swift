import ArgumentParser
import GRPCCore
import JobQueueProto
import SwiftProtobuf

/// `jq-ctl dlq pause`
struct RedrivePause: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Let a redrive put nothing more back, until it is resumed.",
        discussion: """
            EXAMPLES
              jq-ctl dlq pause 0192f0c4-7d6f-7c3e-9f00-0242ac120002
            """)

    @OptionGroup var options: RedriveOptions

    var connection: ConnectionOptions { options.connection }
    var callTimeout: Duration { options.limit.timeout.duration }

    func run(on server: Connection) async throws { try await options.control(.pause, "paused", on: server) }
}

/// `jq-ctl dlq resume`
struct RedriveResume: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Let a paused redrive go on.",
        discussion: """
            EXAMPLES
              jq-ctl dlq resume 0192f0c4-7d6f-7c3e-9f00-0242ac120002
            """)

    @OptionGroup var options: RedriveOptions

    var connection: ConnectionOptions { options.connection }
    var callTimeout: Duration { options.limit.timeout.duration }

    func run(on server: Connection) async throws { try await options.control(.resume, "resumed", on: server) }
}

/// `jq-ctl dlq cancel`
struct RedriveCancel: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "End a redrive. Jobs that are back in their queues stay there.",
        discussion: """
            EXAMPLES
              jq-ctl dlq cancel 0192f0c4-7d6f-7c3e-9f00-0242ac120002
            """)

    @OptionGroup var options: RedriveOptions

    var connection: ConnectionOptions { options.connection }
    var callTimeout: Duration { options.limit.timeout.duration }

    func run(on server: Connection) async throws {
        try await options.control(.cancel, "cancelled", on: server)
    }
}

extension RedriveOptions {
    /// Gives the command and shows what became of it.
    fileprivate func control(
        _ command: Jq_V1_ControlRedriveRequest.Command, _ word: String, on server: Connection
    ) async throws {
        let redrive = try await server.deadLetters {
            try await $0.controlRedrive(
                .with {
                    $0.redriveID = redriveId
                    $0.command = command
                }, options: $1)
        }.redrive
        guard format.output.isForPeople else { return redrive.print(as: format.output, connection.paint) }
        Console.line(
            "redrive \(redrive.redriveID) \(word): \(redrive.redriven) of \(redrive.matched) put back")
    }
}
