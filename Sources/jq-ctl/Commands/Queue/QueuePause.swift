import ArgumentParser
import JobQueueProto
import Planning
import Resources

/// `jq-ctl queue pause`
struct QueuePause: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Pause a queue for a while, whatever is declared.",
        discussion: """
            Jobs that run go on; the others wait. The pause ends by itself, survives
            reconciles, and shows in `get`, `diff` and `queue overrides`.

            EXAMPLES
              jq-ctl queue pause emails --until 2h --reason "incident 42"
              jq-ctl queue pause emails --until 2026-11-22T18:00Z --reason "mail moves"
            """)

    @Argument(help: "The name of the queue.")
    var name: String

    @OptionGroup var override: OverrideOptions
    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    func run(on server: Connection) async throws {
        let overrides = try await server.override(name, [(.paused, true)], override)
        guard let pause = overrides.first(where: { $0.field == OverridableField.paused.rawValue }) else {
            return
        }
        guard format.output.isForPeople else { return [pause].print(as: format.output) }
        let consequence = try await server.consequence(name, paused: true)
        Console.line("queue \(name) is paused until \(pause.end): \(consequence)")
    }
}

extension [Jq_V1_QueueOverride] {
    /// As documents, or as fields with `-o name`.
    func print(as format: OutputFormat) {
        if format == .name {
            for override in self { Console.line("\(override.queueName) \(override.field)") }
        } else {
            Document.print(["items": .array(map(\.document))], as: format)
        }
    }
}
