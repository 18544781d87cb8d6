import ArgumentParser
import Controllers
import Lifecycle
import Logging
import PostgresStore
import ServiceLifecycle
import Settings
import UnixSignals

/// The controller of a directory.
struct DirectoryMode {
    let settings: Settings
    let store: JobQueueStore
    let logger: Logger

    func run(once: Bool) async throws -> ExitCode {
        guard let path = settings.controller.path else {
            throw ValidationError("no directory: give --path, or set JQ_CONTROLLER_PATH")
        }
        let controller = DirectoryController(
            path: path, store: store, owner: settings.controller.owner ?? "directory:\(path)",
            maxPrune: settings.controller.maxPrune, interval: settings.controller.interval, logger: logger)
        return once ? await onePass(controller) : await keepGoing(controller)
    }

    private func onePass(_ controller: DirectoryController) async -> ExitCode {
        do {
            let outcome = try await controller.runOnce()
            return ExitCode(outcome.hasErrors ? 1 : 0)
        } catch {
            logger.critical("nothing was applied: \(error)")
            return ExitCode(2)
        }
    }

    private func keepGoing(_ controller: DirectoryController) async -> ExitCode {
        let supervisor = ProcessPoolSupervisor(
            command: ProcessPoolCommand(
                serverAddress: settings.controller.serverAddress, logLevel: settings.logging.level.rawValue),
            logger: logger)
        let keeper = ProcessPoolKeeper(
            store: store, supervisor: supervisor, holder: freshJobID(), logger: logger)
        return await serve([keeper, controller], logger: logger)
    }
}

/// Runs services until a signal ends them, or one of them fails.
func serve(_ services: [any Service], logger: Logger) async -> ExitCode {
    var configuration = ServiceGroupConfiguration(
        services: services, gracefulShutdownSignals: [.sigterm, .sigint],
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
