import ArgumentParser

/// `jq-ctl worker`
struct WorkerCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "List workers, take them out of service, shut them down.",
        subcommands: [WorkerList.self, WorkerDrain.self, WorkerShutdown.self])
}
