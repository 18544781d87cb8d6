import ArgumentParser
import Release

/// `jq-ctl`: what an operator does with queues, jobs and workers, by manifests or by hand.
struct JqCtl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jq-ctl",
        abstract: "Operate a jq job queue: declare it with manifests, look at it, submit jobs.",
        discussion: """
            EXAMPLES
              jq-ctl apply -f manifests/           declare queues, pools, jobs and more
              jq-ctl diff -f manifests/            what apply would do
              jq-ctl get all                       what is declared, and how it is
              jq-ctl job submit -q emails -- python3 send.py
              jq-ctl explain job/migrate-orders    why it does not run
              jq-ctl explain queue.spec.backoff    what a field means; needs no server
              jq-ctl diff -f manifests/ --kubernetes
                                                   the same with a Kubernetes cluster

            Every command has --help. Errors go to standard error; the exit status is 0
            only on success.
            """,
        version: releaseVersion,
        groupedSubcommands: [
            CommandGroup(
                name: "Declaration",
                subcommands: [
                    Apply.self, Diff.self, Get.self, Delete.self, Wait.self, History.self, Rollback.self,
                    Export.self, Sources.self,
                ]),
            CommandGroup(
                name: "Offline", subcommands: [Validate.self, Explain.self, Crds.self, Completion.self]),
            CommandGroup(
                name: "Runtime",
                subcommands: [
                    JobCommands.self, Events.self, DeadLetterCommands.self, QueueCommands.self,
                    ScheduleCommands.self, WorkerCommands.self, SystemCommands.self,
                ]),
            CommandGroup(name: "Other", subcommands: [VersionCommand.self]),
        ])
}
