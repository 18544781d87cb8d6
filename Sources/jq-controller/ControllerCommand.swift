import ArgumentParser
import ControllerRuntime
import Controllers
import Glibc
import Logging
import PostgresStore
import Release
import ServiceLifecycle
import Settings
import Telemetry
import UnixSignals

/// The reconciler of a directory.
@main
struct ControllerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jq-controller",
        abstract: "Keep a jq database at what a directory declares.",
        discussion: """
            Reads the YAML files below --path at every change and at every interval, plans, applies, repairs what \
            drifted, and deletes what it declared before and the directory no longer holds. An empty or unreadable \
            directory deletes nothing. WorkerPools with runtime: Process get their workers as child processes.

            Needs the database (JQ_DB_URL); the workers that it starts need the server (--server-addr).

            With --once: one pass, then exit status 0 when all is applied, 1 when a manifest is bad or a change is \
            blocked, 2 when nothing could be done.
            """,
        version: "jq-controller \(releaseVersion)")

    @Option(help: "Where declarations come from: directory.") var source: String?
    @Option(help: "The directory.") var path: String?
    @Option(help: "Under which name to apply, and so what may be pruned. [default: directory:PATH]")
    var owner: String?
    @Option(help: "Seconds between two passes without a change. [default: 30]") var interval: Int?
    @Option(help: "Most deletions of one pass. [default: 10, or 20 % of what was declared]") var maxPrune:
        Int?
    @Option(help: "host:port of jq-server, for the workers of pools with runtime: Process.") var serverAddr:
        String?
    @Flag(help: "One pass, then exit.") var once = false
    @Option(help: "Configuration file (YAML).") var config: String?
    @Option(help: "trace, debug, info, notice, warning, error or critical.") var logLevel: String?

    func run() async throws {
        let settings = try settings()
        bootstrapLogging(
            service: "jq-controller", level: Logger.Level(rawValue: settings.logging.level.rawValue) ?? .info,
            format: settings.logging.format == .json ? .json : .text)
        let logger = Logger(label: "jq-controller")
        for warning in settings.warnings { logger.warning("\(warning)") }
        guard settings.controller.source == .directory else {
            throw ValidationError(
                "--source \(settings.controller.source.rawValue) is not part of this release; use directory")
        }
        guard let path = settings.controller.path else {
            throw ValidationError("no directory: give --path, or set JQ_CONTROLLER_PATH")
        }
        guard let url = settings.db.url else { throw ValidationError("no database: set JQ_DB_URL") }
        let store = JobQueueStore(
            conninfo: url, queueConnections: 1, generalConnections: 2,
            connectTimeout: settings.db.connectTimeout,
            statementTimeout: settings.db.statementTimeout, applicationName: "jq-controller")
        let controller = DirectoryController(
            path: path, store: store, owner: settings.controller.owner ?? "directory:\(path)",
            maxPrune: settings.controller.maxPrune, interval: settings.controller.interval, logger: logger)
        let exit =
            once
            ? await onePass(controller, logger: logger)
            : await keepGoing(controller, store: store, settings: settings, logger: logger)
        await store.shutdown()
        throw exit
    }

    private func onePass(_ controller: DirectoryController, logger: Logger) async -> ExitCode {
        do {
            let outcome = try await controller.runOnce()
            return ExitCode(outcome.hasErrors ? 1 : 0)
        } catch {
            logger.critical("nothing was applied: \(error)")
            return ExitCode(2)
        }
    }

    private func keepGoing(
        _ controller: DirectoryController, store: JobQueueStore, settings: Settings, logger: Logger
    ) async -> ExitCode {
        let supervisor = ProcessPoolSupervisor(
            command: ProcessPoolCommand(
                serverAddress: settings.controller.serverAddress, logLevel: settings.logging.level.rawValue),
            logger: logger)
        let keeper = ProcessPoolKeeper(
            store: store, supervisor: supervisor, holder: freshJobID(), logger: logger)
        var configuration = ServiceGroupConfiguration(
            services: [keeper, controller], gracefulShutdownSignals: [.sigterm, .sigint],
            logger: Logger(label: "services") { _ in SwiftLogNoOpLogHandler() })
        configuration.maximumGracefulShutdownDuration = .seconds(90)
        do {
            try await ServiceGroup(configuration: configuration).run()
            return ExitCode(0)
        } catch {
            logger.critical("stopped: \(error)")
            return ExitCode(1)
        }
    }

    private func settings() throws -> Settings {
        var flags: [String: String] = [:]
        flags["controller.source"] = source
        flags["controller.path"] = path
        flags["controller.owner"] = owner
        flags["controller.interval_s"] = interval.map(String.init)
        flags["controller.max_prune"] = maxPrune.map(String.init)
        flags["controller.server_addr"] = serverAddr
        flags["logging.level"] = logLevel
        do {
            return try Settings.load(file: config, environment: ProcessEnvironment.variables, flags: flags)
        } catch { throw ValidationError(error.description) }
    }
}
