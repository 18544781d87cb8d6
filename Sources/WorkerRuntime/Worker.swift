internal import EventLoops
internal import GRPCCore
internal import JobQueueProto
public import Logging
internal import NIOCore
public import ServiceLifecycle

/// Takes jobs from jq servers and runs them with the registered handlers.
///
/// ```swift
/// let worker = Worker(
///     configuration: WorkerConfiguration(servers: [.host("localhost", port: 50051)], queues: ["emails"]),
///     handlers: handlers, logger: logger)
/// try await ServiceGroup(services: [worker], gracefulShutdownSignals: [.sigterm], logger: logger).run()
/// ```
///
/// Running jobs go on while no server can be reached, and are reported when one can. A graceful shutdown
/// takes no more jobs, waits for running ones as long as the grace period, then interrupts them, and says
/// goodbye.
public struct Worker: Service {
    /// A handler that returns more fails its job for good.
    public static let maximumResultBytes = 1 << 20

    private let configuration: WorkerConfiguration
    private let runner: JobRunner
    private let executor: EventLoopExecutor
    private let logger: Logger

    /// A worker that starts when it is run.
    ///
    /// - Parameters:
    ///   - configuration: Who the worker is, whom it serves, and how much it takes on.
    ///   - handlers: Which code runs the jobs of which queue.
    ///   - logger: Gets one line for each change of the connection, and warnings; jobs only at debug level.
    public init(configuration: WorkerConfiguration, handlers: HandlerRegistry, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        executor = EventLoopExecutor(configuration.eventLoop)
        var identity = Jq_V1_WorkerHello()
        identity.workerID = configuration.workerID
        identity.hostname = configuration.hostname
        identity.pool = configuration.pool
        identity.version = configuration.version
        let session = JobRunner.Session(
            identity: identity,
            settings: SessionSettings(
                concurrency: configuration.concurrency, queues: configuration.queues,
                heartbeatInterval: configuration.heartbeatInterval, gracePeriod: configuration.gracePeriod,
                connectTimeout: configuration.connectTimeout),
            now: .now)
        runner = JobRunner(
            session, handlers: handlers, outputLimit: configuration.outputLimit,
            loop: configuration.eventLoop, executor: executor, logger: logger)
    }

    /// Works until a shutdown is complete: asked for by the service group, by ``beginShutdown()``, or by the
    /// server. Cancelling the task is the same as ``terminate()``.
    ///
    /// - Throws: ``ConfigurationError`` when there is no server to work for.
    public func run() async throws {
        if configuration.servers.isEmpty {
            throw ConfigurationError(message: "no server address is configured; give at least one host:port")
        }
        // A task of its own: cancelling the caller must not take away the connection on which the
        // interrupted jobs are reported.
        let work = Task(executorPreference: executor) { await serve() }
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await work.value
            } onGracefulShutdown: {
                beginShutdown()
            }
        } onCancel: {
            terminate()
        }
    }

    /// Takes no more jobs and ends when the running ones have, at the latest after the grace period.
    public func beginShutdown() {
        runner.update { session, now in
            session.beginShutdown(grace: session.settings.gracePeriod, now: now)
        }
    }

    /// Interrupts all running jobs now, and ends as soon as they have ended and are reported, at the latest
    /// after about nine seconds. Commands get SIGTERM now, and SIGKILL to their process group when their kill
    /// grace is over.
    public func terminate() {
        runner.update { $0.beginShutdown(grace: .zero, now: $1) }
    }

    /// What keeps the worker from taking jobs; empty when nothing does.
    public var obstacles: [String] {
        runner.read { session in
            switch (session.intake, session.link) {
            case (.stopping, _): ["shutting down"]
            case (.drained, _): ["draining"]
            case (.open, .running): []
            case (.open, _): ["server: not connected"]
            }
        }
    }

    /// How many jobs run at this moment.
    public var activeJobs: Int { runner.read { $0.busy } }

    /// One connection after the other, until the session is over.
    private func serve() async {
        var delay = ReconnectDelay()
        var turn = 0
        var isOutageKnown = false
        while true {
            runner.interruption.reset()
            if runner.read({ $0.isOver }) { return }
            let address = configuration.servers[turn % configuration.servers.count]
            turn += 1
            let failure = await converse(with: address)
            if runner.read({ $0.isOver }) { return }
            if runner.takeWelcome() {
                delay.reset()
                isOutageKnown = false
            }
            // The session says from time to time how long it lasts.
            logger.log(
                level: isOutageKnown ? .debug : .warning,
                "no connection to \(address): \(failure ?? "the server ended it")")
            isOutageKnown = true
            await pause(delay.next(random: .random(in: 0...1)))
        }
    }

    /// Talks to one server until the stream ends. Returns why it failed, if it did.
    private func converse(with address: ServerAddress) async -> String? {
        let generation = runner.connect(to: address)
        logger.debug("connecting to \(address)")
        let connection = ServerConnection(
            address: address, generation: generation, runner: runner, loop: configuration.eventLoop)
        let failure = await firstToEnd { try await connection.run() }
        runner.update { session, now in
            session.disconnected(generation, now: now)
            return []
        }
        return failure
    }

    private func pause(_ delay: Duration) async {
        _ = await firstToEnd { try await Task.sleep(for: delay) }
    }

    /// Runs `body` until it ends or the runner interrupts it. Returns why it failed, if it did.
    private func firstToEnd(_ body: @escaping @Sendable () async throws -> Void) async -> String? {
        await withTaskGroup(of: String?.self) { group in
            group.addTask {
                do {
                    try await body()
                    return nil
                } catch let error as RPCError {
                    return "\(error.code): \(error.message)"
                } catch {
                    return "\(error)"
                }
            }
            group.addTask {
                await runner.interruption.wait()
                return "interrupted"
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }
}

extension Worker: CustomStringConvertible {
    /// The worker with its id.
    public var description: String { "worker \(configuration.workerID)" }
}

extension Worker {
    /// A worker cannot be run as it is configured.
    public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong, and what to do about it.
        public let message: String

        /// The message.
        public var description: String { message }
    }
}
