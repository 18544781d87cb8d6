import ArgumentParser

/// `jq-ctl schedule`
struct ScheduleCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract: "Look at schedules: which there are, and when they tick.",
        discussion: """
            A schedule is declared with a manifest; see `jq-ctl apply` and `jq-ctl explain schedule.spec`.
            """,
        subcommands: [ScheduleList.self, SchedulePreview.self])
}
