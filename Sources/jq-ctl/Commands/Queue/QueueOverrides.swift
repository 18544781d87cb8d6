import ArgumentParser
import JobQueueProto
import Resources

/// `jq-ctl queue overrides`
struct QueueOverrides: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "overrides",
        abstract: "List what is overridden now: until when, by whom and why.",
        discussion: """
            With --history what was overridden, and how that ended; kept for 90 days, also
            of queues that are gone.

            EXAMPLES
              jq-ctl queue overrides
              jq-ctl queue overrides emails -o json
              jq-ctl queue overrides emails --history
            """)

    @Argument(help: "The name of a queue (default: all queues).")
    var name: String?

    @Flag(help: "List overrides that are over, the one that ended last first.")
    var history = false

    @Option(help: ArgumentHelp("With --history: the most to list, up to 1000.", valueName: "number"))
    var limit: Int32?

    @OptionGroup var format: OutputOptions
    @OptionGroup var time: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { time.timeout.duration }

    func validate() throws {
        guard let limit else { return }
        guard history else { throw ValidationError("--limit goes with --history") }
        guard 1...1000 ~= limit else { throw ValidationError("--limit takes a number from 1 to 1000") }
    }

    func run(on server: Connection) async throws {
        if history { return try await printEnded(on: server) }
        let overrides = try await server.overrides(name)
        guard format.output.isForPeople else { return overrides.print(as: format.output) }
        guard !overrides.isEmpty else { return Console.note("Nothing is overridden.") }
        var table = Table(Jq_V1_QueueOverride.columns)
        for override in overrides { table.add(override.cells) }
        Console.out(table.text(paint))
    }

    private func printEnded(on server: Connection) async throws {
        let ended = try await server.endedOverrides(name, limit: limit ?? 100)
        switch format.output {
        case .json, .yaml: Document.print(["items": .array(ended.map(\.document))], as: format.output)
        case .name: for entry in ended { Console.line("\(entry.override.queueName) \(entry.override.field)") }
        case .table, .wide:
            guard !ended.isEmpty else { return Console.note("No override has ended in the last 90 days.") }
            var table = Table(Jq_V1_EndedOverride.columns)
            for entry in ended { table.add(entry.cells) }
            Console.out(table.text(paint))
        }
    }
}
