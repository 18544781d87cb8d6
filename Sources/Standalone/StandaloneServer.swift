public import ControlPlane
import ControllerRuntime
import Controllers
import Lifecycle
import LinuxReactor
public import Logging
import PostgresStore
public import ServiceLifecycle
import Synchronization

/// Everything in one process tree: a private PostgreSQL, the server, the controller on a directory, and the workers
/// that its pools ask for. The code is that of production; there is no second store.
public struct StandaloneServer: Service {
    /// What `jq-server standalone` was asked for.
    public struct Options: Sendable {
        /// Manifests to reconcile; nil: only what arrives over gRPC.
        public var manifests: String?
        /// Where the database keeps its files.
        public var data: String
        /// End when every declared Job has ended.
        public var exitWhenSettled: Bool
        /// Time between two passes over the manifests when no file changes.
        public var interval: Duration
        /// Who declares the manifests; nil: "directory:" and their path.
        public var owner: String?
        /// Level that worker processes log from, as `--log-level` takes it.
        public var logLevel: String
        /// Form of the worker processes' log: "text" or "json".
        public var logFormat: String

        /// Options for a database in folder `data`; without more, it runs until it is told to stop.
        public init(
            manifests: String?, data: String, exitWhenSettled: Bool = false,
            interval: Duration = .seconds(30),
            owner: String? = nil, logLevel: String = "info", logFormat: String = "json"
        ) {
            self.manifests = manifests
            self.data = data
            self.exitWhenSettled = exitWhenSettled
            self.interval = interval
            self.owner = owner
            self.logLevel = logLevel
            self.logFormat = logFormat
        }
    }

    private let options: Options
    private let server: ControlPlaneConfiguration
    private let identity: ServerIdentity
    private let logger: Logger

    /// Nothing starts before ``run()``. `logger` is for everything in this process.
    public init(
        options: Options, server: ControlPlaneConfiguration, identity: ServerIdentity, logger: Logger
    ) {
        self.options = options
        self.server = server
        self.identity = identity
        self.logger = logger
    }

    /// Runs until a graceful shutdown, or until all is settled if that was asked for. Stops in the opposite order of
    /// the start: controller and workers, then the server, last the database.
    public func run() async throws {
        let cluster = try await PrivateCluster.start(dataDirectory: options.data, logger: logger)
        let store = JobQueueStore(conninfo: cluster.conninfo, applicationName: "jq-standalone")
        do {
            let applied = try await store.migrate()
            if !applied.isEmpty { logger.info("schema migrated", metadata: ["steps": "\(applied.count)"]) }
            try await runServices(store)
        } catch {
            await store.shutdown()
            await cluster.stop()
            throw error
        }
        await store.shutdown()
        await cluster.stop()
        logger.info("stopped")
    }

    private func runServices(_ store: JobQueueStore) async throws {
        let (ports, listening) = AsyncStream<Int>.makeStream()
        let plane = ControlPlane(store: store, configuration: server, identity: identity, logger: logger) {
            port in
            listening.yield(port)
            listening.finish()
        }
        let edge = StandaloneEdge(
            options: options, store: store, holder: identity.id, ports: ports, logger: logger)
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(service: plane),
                .init(service: edge, successTerminationBehavior: .gracefullyShutdownGroup),
            ], logger: logger)
        configuration.maximumGracefulShutdownDuration = .seconds(90)
        let group = ServiceGroup(configuration: configuration)
        try await withGracefulShutdownHandler {
            try await group.run()
        } onGracefulShutdown: {
            Task { await group.triggerGracefulShutdown() }
        }
        listening.finish()
    }
}

/// Controller and worker processes; started once the server takes calls, stopped before it.
private struct StandaloneEdge: Service {
    let options: StandaloneServer.Options
    let store: JobQueueStore
    let holder: JobID
    let ports: AsyncStream<Int>
    let logger: Logger

    func run() async throws {
        var port: Int?
        for await listening in ports.cancelOnGracefulShutdown() {
            port = listening
            break
        }
        guard let port else { return }
        let supervisor = ProcessPoolSupervisor(
            command: ProcessPoolCommand(
                serverAddress: "127.0.0.1:\(port)", logLevel: options.logLevel, logFormat: options.logFormat),
            logger: logger)
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
            .init(
                service: ProcessPoolKeeper(
                    store: store, supervisor: supervisor, holder: holder, logger: logger))
        ]
        let (passes, passed) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        if let manifests = options.manifests {
            services.append(
                .init(
                    service: DirectoryController(
                        path: manifests, store: store, owner: options.owner ?? "directory:\(manifests)",
                        interval: options.interval, logger: logger
                    ) { outcome in
                        if case .settling? = outcome.pruneObstacle { return }
                        passed.yield()
                    }))
        }
        if options.exitWhenSettled {
            services.append(
                .init(
                    service: SettledWatch(store: store, passes: passes, logger: logger),
                    successTerminationBehavior: .gracefullyShutdownGroup))
        }
        let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: services, logger: logger))
        try await withGracefulShutdownHandler {
            try await group.run()
        } onGracefulShutdown: {
            Task { await group.triggerGracefulShutdown() }
        }
    }
}

/// Ends when everything declared has come to rest, after saying what came of it.
private struct SettledWatch: Service {
    let store: JobQueueStore
    /// Passes of the controller; before the first one the database says what was declared last time.
    let passes: AsyncStream<Void>
    let logger: Logger

    func run() async throws {
        for await _ in passes.cancelOnGracefulShutdown() { break }
        var told: [String: JobState] = [:]
        let ticks = AsyncStream<Void> {
            do { try await ContinuousClock().sleep(for: .milliseconds(200)) } catch { return nil }
            return ()
        }
        for await _ in ticks.cancelOnGracefulShutdown() {
            let settlement: Settlement
            do { settlement = try await Settlement.read(store) } catch {
                logger.warning("cannot read the state of the jobs", metadata: ["error": "\(error)"])
                continue
            }
            for run in settlement.runs where told.updateValue(run.state, forKey: run.name) != run.state {
                logger.info("Job/\(run.name) is \(run.state.rawValue)")
            }
            if settlement.isSettled {
                logger.info("settled: every declared job has ended")
                return
            }
        }
    }
}
