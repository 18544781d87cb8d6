import ArgumentParser

/// `jq-ctl schedule`
struct ScheduleCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract: "Look at schedules: which there are, when they tick, and what came of it.",
        discussion: """
            A schedule is declared with a manifest; see `jq-ctl apply` and `jq-ctl explain
            schedule.spec`.
            """,
        subcommands: [ScheduleList.self, SchedulePreview.self, ScheduleHistoryCommand.self])
}
