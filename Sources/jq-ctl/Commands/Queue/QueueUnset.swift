import ArgumentParser
import Planning
import Resources

/// `jq-ctl queue unset`
struct QueueUnset: ServerCommand {
    static let configuration = CommandConfiguration(
        commandName: "unset",
        abstract: "End overrides of a queue before their time.",
        discussion: """
            EXAMPLES
              jq-ctl queue unset emails concurrency.limit
              jq-ctl queue unset emails                    all of them
            """)

    @Argument(help: "The name of the queue.")
    var name: String

    @Argument(help: ArgumentHelp("The fields (default: all that are overridden).", valueName: "fields"))
    var fields: [String] = []

    @Option(help: ArgumentHelp("Who does it (default: the name of your account).", valueName: "name"))
    var actor: String?

    @OptionGroup var format: OutputOptions
    @OptionGroup var limit: TimeoutOptions
    @OptionGroup var connection: ConnectionOptions

    var callTimeout: Duration { limit.timeout.duration }

    func run(on server: Connection) async throws {
        var chosen: [OverridableField] = []
        for field in fields { chosen.append(try overridableField(field)) }
        try await end(chosen, of: name, by: actor ?? userName(), on: server, format.output)
    }
}
