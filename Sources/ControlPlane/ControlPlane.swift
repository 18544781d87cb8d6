import EventLoops
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import HealthServer
import Lifecycle
import LinuxReactor
public import Logging
import NIOPosix
public import PostgresStore
public import RedisProjection
public import ServiceLifecycle

/// How a server listens and schedules.
public struct ControlPlaneConfiguration: Sendable {
    /// IPv4 address that both ports are bound to; `0.0.0.0` is every interface.
    public var host: String
    /// 0 picks a free port.
    public var grpcPort: Int
    /// Nil: no health endpoints.
    public var healthPort: Int?
    /// When the upkeep acts, and how long a silence it allows.
    public var monitors: MonitorIntervals
    /// Most jobs that one claim takes.
    public var batchSize: Int
    /// How often workers are asked to say that they live.
    public var heartbeatInterval: Duration
    /// Nil: no Redis.
    public var redis: RedisSettings?

    /// Production settings, except where said otherwise.
    public init(
        host: String = "0.0.0.0", grpcPort: Int = 50051, healthPort: Int? = 8080,
        monitors: MonitorIntervals = MonitorIntervals(), batchSize: Int = 1000,
        heartbeatInterval: Duration = .seconds(5), redis: RedisSettings? = nil
    ) {
        self.host = host
        self.grpcPort = grpcPort
        self.healthPort = healthPort
        self.monitors = monitors
        self.batchSize = batchSize
        self.heartbeatInterval = heartbeatInterval
        self.redis = redis
    }
}

/// A jq server: gRPC services, dispatch, monitors and health over one store.
public struct ControlPlane: Service {
    /// One thread for all connections and their handlers; lives as long as the process.
    private static let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    private let store: JobQueueStore
    private let configuration: ControlPlaneConfiguration
    private let identity: ServerIdentity
    private let logger: Logger
    private let onListening: @Sendable (Int) -> Void

    /// - Parameter onListening: called with the gRPC port, once calls are taken.
    public init(
        store: JobQueueStore, configuration: ControlPlaneConfiguration, identity: ServerIdentity,
        logger: Logger,
        onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.store = store
        self.configuration = configuration
        self.identity = identity
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until a graceful shutdown; then ends the workers' streams, finishes calls and returns.
    public func run() async throws {
        let dispatcher = Dispatcher(store: store, batchSize: configuration.batchSize, logger: logger)
        let redis = configuration.redis.map {
            RedisBackEnd(
                $0, store: store, dispatcher: dispatcher, identity: identity,
                tick: configuration.monitors.tick, logger: logger)
        }
        let wakeUps = WakeUps(
            store: store, dispatcher: dispatcher, logger: logger, broadcast: redis?.broadcast)
        let desk = WorkerDesk(
            store: store, dispatcher: dispatcher, heartbeatTimeout: configuration.monitors.heartbeatTimeout,
            logger: logger)
        let watchers = JobWatchers(reactor: store.reactor)
        let loops = Self.loops
        let server = GRPCServer(
            transport: .http2NIOPosix(
                address: .ipv4(host: configuration.host, port: configuration.grpcPort),
                transportSecurity: .plaintext,
                config: .defaults { config in
                    config.rpc.maxRequestPayloadSize = 64 << 20
                    // A client that leaves in the same moment may never acknowledge the goodbye.
                    config.connection.maxGraceTime = .seconds(5)
                },
                eventLoopGroup: loops),
            services: services(
                dispatcher: dispatcher, desk: desk, wakeUps: wakeUps, watchers: watchers, redis: redis))
        let housekeeping = Housekeeping(
            store: store, identity: identity, dispatcher: dispatcher, desk: desk, wakeUps: wakeUps,
            tick: configuration.monitors.tick, logger: logger)
        let monitors = Monitors(
            store: store, identity: identity, wakeUps: wakeUps, intervals: configuration.monitors,
            logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await serve(server, on: loops, dispatcher: dispatcher, watchers: watchers) }
            group.addTask { try await housekeeping.run() }
            group.addTask { try await monitors.run() }
            if let redis { group.addTask { await redis.run() } }
            if let port = configuration.healthPort {
                let health = HealthServer(host: configuration.host, healthPort: port, logger: logger) {
                    do {
                        _ = try await store.ping()
                        return HealthReport(remarks: redis?.remarks ?? [])
                    } catch {
                        return HealthReport(
                            obstacles: ["postgres: \(error)"], remarks: redis?.remarks ?? [])
                    }
                }
                group.addTask { try await health.run() }
            }
            try await group.waitForAll()
        }
    }

    private func serve(
        _ server: GRPCServer<HTTP2ServerTransport.Posix>, on loops: MultiThreadedEventLoopGroup,
        dispatcher: Dispatcher, watchers: JobWatchers
    ) async throws {
        let shutDown = { @Sendable in
            Task { await dispatcher.stop() }
            watchers.close()
            server.beginGracefulShutdown()
        }
        // In a task that is not cancelled with this one: a transport whose task is cancelled traps when it has just
        // accepted a connection (swift-nio issue 2637). It is shut down instead.
        let serving = Task(executorPreference: EventLoopExecutor(loops.next())) { try await server.serve() }
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await withTaskCancellationHandler {
                        try await serving.value
                    } onCancel: {
                        shutDown()
                    }
                }
                group.addTask {
                    if let port = try await server.listeningAddress?.ipv4?.port {
                        logger.info("listening", metadata: ["grpc": "\(configuration.host):\(port)"])
                        onListening(port)
                    }
                }
                try await group.waitForAll()
            }
        } onGracefulShutdown: {
            shutDown()
        }
    }

    private func services(
        dispatcher: Dispatcher, desk: WorkerDesk, wakeUps: WakeUps, watchers: JobWatchers, redis: RedisBackEnd?
    ) -> [any RegistrableRPCService] {
        let reports = ReportWriter(store: store, watchers: watchers, freed: { await wakeUps.freed($0) }) {
            await wakeUps.ready($0)
        }
        let feeds = FeedWriter(store: store, watchers: watchers)
        let stream = WorkStream(
            desk: desk, dispatcher: dispatcher, reports: reports, feeds: feeds,
            heartbeatInterval: configuration.heartbeatInterval,
            logger: logger)
        return [
            JobService(
                store: store, submits: SubmitWriter(store: store, wakeUps: wakeUps), dispatcher: dispatcher,
                wakeUps: wakeUps, watchers: watchers),
            WorkerService(
                store: store, desk: desk, dispatcher: dispatcher, reports: reports, feeds: feeds,
                heartbeatInterval: configuration.heartbeatInterval, stream: stream),
            AdminService(store: store, dispatcher: dispatcher, identity: identity, redis: redis),
            ResourceService(store: store, wakeUps: wakeUps, dispatcher: dispatcher),
            DeadLetterService(store: store, logger: logger),
        ]
    }
}
