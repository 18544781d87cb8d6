import ArgumentParser

/// `jq-ctl queue`
struct QueueCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue",
        abstract: "List queues and their counts; make and delete queues by hand.",
        discussion: """
            A queue that a manifest declares is changed there; see `jq-ctl apply`.
            """,
        subcommands: [QueueList.self, QueueCreate.self, QueueDelete.self, QueueStats.self])
}
