import ArgumentParser
import Release

/// The control plane.
@main
struct ServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jq-server",
        abstract: "Keep queues and jobs, hand jobs to workers.",
        discussion: """
            Without a subcommand it serves gRPC over the PostgreSQL database of db.url (JQ_DB_URL). Any number of \
            servers may share one database.

            Every setting can be given by JQ_<SECTION>_<FIELD>, such as JQ_DB_URL or JQ_GRPC_PORT, and by the file of \
            --config. The command line goes before the environment, and that before the file.

            SIGTERM or SIGINT: finishes what is under way and exits with status 0.
            """,
        version: "jq-server \(releaseVersion)",
        subcommands: [ServeCommand.self, StandaloneCommand.self],
        defaultSubcommand: ServeCommand.self)
}
