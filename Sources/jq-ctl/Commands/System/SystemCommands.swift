import ArgumentParser

/// `jq-ctl system`
struct SystemCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "system", abstract: "The state of the whole system.", subcommands: [SystemStatus.self])
}
