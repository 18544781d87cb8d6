import ArgumentParser

/// `jq-ctl dlq`
struct DeadLetterCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dlq",
        abstract: "Look at dead letters, run them again at a pace, or take them away.",
        discussion: """
            A dead letter is a job that ended without success: its retries are used up, it
            cannot be mended, it was cancelled, or it waited too long. All that a selector
            names must fit.

            EXAMPLES
              jq-ctl dlq list --summary                       what has died, and why
              jq-ctl dlq list -q emails --error 'timeout'     which ones
              jq-ctl dlq redrive -q emails --rate 10/s --stop-on-failure-rate 50% --watch
              jq-ctl dlq purge -q emails --until 30d --dry-run
            """,
        subcommands: [
            DeadLetterList.self, DeadLetterShow.self, DeadLetterRedrive.self, RedriveList.self,
            RedriveStatus.self, RedriveWatch.self, RedrivePause.self, RedriveResume.self, RedriveCancel.self,
            DeadLetterPurge.self,
        ])
}
