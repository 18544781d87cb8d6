import ArgumentParser

/// `jq-ctl job`
struct JobCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job",
        abstract: "Submit jobs, look at them, cancel and retry them.",
        discussion: """
            These are runs. The Job resources that declare runs are under `jq-ctl get
            jobs`.
            """,
        subcommands: [
            JobSubmit.self, JobStatusCommand.self, JobList.self, JobLogs.self, JobEvents.self, JobCancel.self,
            JobRetry.self,
        ])
}
