import ArgumentParser
import JobQueueProto
import Planning
import Resources

/// `jq-ctl queue resume`
struct QueueResume: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "End a pause, or let a queue that is declared paused run for a while.",
        discussion: """
            A pause that `queue pause` began ends at once. A pause that is declared is
            overridden, which needs --until and --reason.

            EXAMPLES
              jq-ctl queue resume emails
              jq-ctl queue resume reports --until 1h --reason "month end"
            """)

    @Argument(help: "The name of the queue.")
    var name: String

    @OptionGroup var override: OverrideOptions
    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    func run(on server: Connection) async throws {
        if override.until != nil { return try await overridePause(on: server) }
        let field = OverridableField.paused
        let present = try await server.overrides(name).first { $0.field == field.rawValue }
        if let present, present.value == "true" {
            // Asked before: a moment after, workers have taken what waited.
            let consequence = try await server.consequence(name, paused: false)
            let ended = try await server.clearOverrides(name, [field], by: override.owner)
            guard format.output.isForPeople else { return ended.print(as: format.output) }
            let remains = present.declared == "true"
            Console.line(
                remains
                    ? "the pause of queue \(name) by \(present.actor) has ended; it stays paused as declared"
                    : "queue \(name) is resumed: \(consequence)")
        } else if let present {
            Console.line("queue \(name) is resumed already, until \(present.end) by \(present.actor)")
        } else if try await isPaused(on: server) {
            throw CommandFailure(
                "queue \(name) is paused by its declaration; resume it for a while with --until 2h --reason WHY, "
                    + "or change its manifest")
        } else {
            Console.line("queue \(name) is not paused")
        }
    }

    private func overridePause(on server: Connection) async throws(CommandFailure) {
        let consequence = try await server.consequence(name, paused: false)
        let overrides = try await server.override(name, [(.paused, false)], override)
        guard let resumed = overrides.first(where: { $0.field == OverridableField.paused.rawValue }) else {
            return
        }
        guard format.output.isForPeople else { return [resumed].print(as: format.output) }
        Console.line("queue \(name) is resumed until \(resumed.end): \(consequence)")
    }

    private func isPaused(on server: Connection) async throws(CommandFailure) -> Bool {
        try await server.admin { try await $0.listQueues(.init(), options: $1) }.queues
            .contains { $0.name == name && $0.paused }
    }
}
