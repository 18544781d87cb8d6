import ArgumentParser
import JobQueueProto
import Resources

/// `jq-ctl queue overrides`
struct QueueOverrides: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "overrides",
        abstract: "List what is overridden now: until when, by whom and why.",
        discussion: """
            EXAMPLES
              jq-ctl queue overrides
              jq-ctl queue overrides emails -o json
            """)

    @Argument(help: "The name of a queue (default: all queues).")
    var name: String?

    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    func run(on server: Connection) async throws {
        let overrides = try await server.overrides(name)
        guard format.output.isForPeople else { return overrides.print(as: format.output) }
        guard !overrides.isEmpty else { return Console.note("Nothing is overridden.") }
        var table = Table(Jq_V1_QueueOverride.columns)
        for override in overrides { table.add(override.cells) }
        Console.out(table.text(paint))
    }
}
