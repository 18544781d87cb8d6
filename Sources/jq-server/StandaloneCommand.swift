import ArgumentParser
import ControllerRuntime
import Glibc
import Logging
import Settings
import Standalone

/// `jq-server standalone`: everything in one process tree.
struct StandaloneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "standalone",
        abstract: "Run everything here: a private PostgreSQL, the server, a controller and its workers.",
        discussion: """
            Nothing needs to be set up. The database lives in the folder of --data, on a socket that only this user \
            reaches, and is kept between runs. WorkerPools with runtime: Process get their workers as child processes.

            Example: jq-server standalone --manifests manifests/quickstart
            """)

    @OptionGroup var options: ServerOptions
    @Option(help: "Folder of manifests to reconcile.") var manifests: String?
    @Option(help: "Folder for the database.") var data = ".jq"
    @Flag(help: "End, with status 0, when every declared job has ended.") var exitWhenSettled = false

    func run() async throws {
        if exitWhenSettled, manifests == nil {
            throw ValidationError("--exit-when-settled needs --manifests: without it nothing is declared")
        }
        var defaults = ["grpc.host": "127.0.0.1"]
        if isatty(STDOUT_FILENO) == 1 { defaults["logging.format"] = "text" }
        let settings = try options.settings(defaults: defaults)
        let logger = settings.startLogging()
        let server = StandaloneServer(
            options: StandaloneServer.Options(
                manifests: manifests, data: data, exitWhenSettled: exitWhenSettled,
                interval: settings.controller.interval, owner: settings.controller.owner,
                logLevel: settings.logging.level.rawValue, logFormat: settings.logging.format.rawValue),
            server: try settings.controlPlane(metricsPort: nil), identity: makeIdentity(), logger: logger)
        throw await runToTheEnd(server, logger: logger, limit: .seconds(120))
    }
}
