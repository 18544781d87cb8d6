internal import ArgumentParser
internal import HealthServer
import Logging
internal import Processes
internal import Release
internal import ServiceLifecycle
internal import Settings
internal import Telemetry
internal import WorkerRuntime

/// Runs commands for jq servers.
@main
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jq-worker",
        abstract: "Take jobs from jq servers and run their commands.",
        discussion: """
            A job's payload is {"command": ["program", "argument"]}, and if wanted "env", "workingDirectory" \
            and "stdin". It runs without a shell, in a process group of its own, with PATH, HOME, LANG, TZ \
            and TMPDIR of the worker, the variables of --env, those of the job, and JQ_JOB_ID, JQ_RUN_KEY, \
            JQ_LEASE_EPOCH, JQ_ATTEMPT, JQ_QUEUE and JQ_CORRELATION_ID.

            JQ_PROGRESS is the number of a descriptor, 3, that takes lines: "42", "42 copying" or "copying" \
            say how far the job is; {"snooze": "30s", "reason": "upstream is down"} gives it back for later \
            and {"discard": "order was withdrawn"} ends it for good when the command has ended, whatever its \
            exit status is. No exit status does either.

            SIGTERM or SIGINT: takes no more jobs, waits for the running ones as long as the grace period, \
            then interrupts them, and exits with status 0. A second signal interrupts them at once, a third \
            one ends the process.

            Every setting can also be given by JQ_<SECTION>_<FIELD>, such as JQ_WORKER_SERVER_ADDR or \
            JQ_HEALTH_PORT, and by the file of --config. The command line goes before the environment, and \
            that before the file.
            """,
        version: "jq-worker \(releaseVersion)")

    @OptionGroup var options: WorkerOptions

    func run() async throws {
        let worker: WorkerSettings
        do {
            worker = try WorkerSettings(options, environment: processEnvironment())
        } catch let error as SettingsError {
            throw ValidationError(error.description)
        }
        let logging = worker.settings.logging
        bootstrapLogging(
            service: "jq-worker", level: Logger.Level(rawValue: logging.level.rawValue) ?? .info,
            format: logging.format == .json ? .json : .text)
        let logger = Logger(label: "worker")
        for warning in worker.settings.warnings { logger.warning("\(warning)") }
        try await serve(worker, logger)
    }

    private func health(_ port: Int, _ worker: Worker, _ logger: Logger) -> HealthServer {
        HealthServer(healthPort: port, logger: logger) { HealthReport(obstacles: worker.obstacles) }
    }

    private func serve(_ settings: WorkerSettings, _ logger: Logger) async throws {
        let worker = Worker(
            configuration: settings.configuration,
            handlers: HandlerRegistry(fallback: CommandExecutor(environment: settings.commandEnvironment)),
            logger: logger)
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = []
        if let port = settings.healthPort {
            services.append(.init(service: health(port, worker, logger)))
        }
        services.append(.init(service: TerminationSignals(worker: worker, logger: logger)))
        // A worker that a server has shut down takes the process with it.
        services.append(.init(service: worker, successTerminationBehavior: .gracefullyShutdownGroup))
        logger.info("worker \(settings.configuration.workerID) starts: \(settings.summary)")
        try await ServiceGroup(
            configuration: ServiceGroupConfiguration(services: services, logger: logger)
        ).run()
        logger.info("worker \(settings.configuration.workerID) has ended")
    }
}
