import ArgumentParser

/// `jq-ctl queue`
struct QueueCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue",
        abstract: "List queues and their counts; pause and override them for a while; make queues by hand.",
        discussion: """
            A queue that a manifest declares is changed there; see `jq-ctl apply`. What
            cannot wait for that is overridden for a while.
            """,
        subcommands: [
            QueueList.self, QueueCreate.self, QueueDelete.self, QueueStats.self, QueuePause.self,
            QueueResume.self, QueueSet.self, QueueUnset.self, QueueOverrides.self,
        ])
}
