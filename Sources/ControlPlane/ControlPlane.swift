import EventLoops
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import HealthServer
public import KafkaBridge
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
    /// Nil: no Kafka.
    public var kafka: KafkaBridgeConfiguration?
    /// Where `/metrics` is told; nil: nowhere. 0 picks a free port.
    public var metricsPort: Int?
    /// All metrics as text, for `/metrics`.
    public var metrics: @Sendable () -> String = { "" }

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

    /// What the parts of a server share.
    private struct Parts {
        var dispatcher: Dispatcher
        var desk: WorkerDesk
        var wakeUps: WakeUps
        var watchers: JobWatchers
        var events: EventHub
        var redis: RedisBackEnd?
        var kafka: KafkaBridge?
    }

    /// Serves until a graceful shutdown; then ends the workers' streams, finishes calls and returns.
    public func run() async throws {
        let parts = try await makeParts()
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
            services: services(parts))
        let housekeeping = Housekeeping(
            store: store, identity: identity, dispatcher: parts.dispatcher, desk: parts.desk,
            wakeUps: parts.wakeUps, tick: configuration.monitors.tick, logger: logger)
        let monitors = Monitors(
            store: store, identity: identity, wakeUps: parts.wakeUps, intervals: configuration.monitors,
            logger: logger)
        let health = HealthServer(
            host: configuration.host, healthPort: configuration.healthPort,
            metricsPort: configuration.metricsPort, logger: logger, health: { await report(parts) },
            metrics: configuration.metrics)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await serve(server, on: loops, parts) }
            group.addTask { try await housekeeping.run() }
            group.addTask { try await monitors.run() }
            if let redis = parts.redis { group.addTask { await redis.run() } }
            group.addTask {
                if let kafka = parts.kafka {
                    try await kafka.run()
                } else {
                    await tellOfUnreadTopics(store, logger)
                }
            }
            group.addTask { try await health.run() }
            try await group.waitForAll()
        }
    }

    private func makeParts() async throws -> Parts {
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
        let kafka = try makeKafkaBridge(
            configuration.kafka, store: store, identity: identity, wakeUps: wakeUps, logger: logger)
        await desk.setExport(kafka?.heartbeats)
        return Parts(
            dispatcher: dispatcher, desk: desk, wakeUps: wakeUps,
            watchers: JobWatchers(reactor: store.reactor),
            events: EventHub(store: store, logger: logger), redis: redis, kafka: kafka)
    }

    /// Without Redis and Kafka everything goes on, if later: that is worth a word and not a restart.
    private func report(_ parts: Parts) async -> HealthReport {
        var report = HealthReport(remarks: parts.redis?.remarks ?? [])
        if let problem = parts.kafka?.status.report.problem { report.remarks.append("kafka: \(problem)") }
        do { _ = try await store.ping() } catch { report.obstacles.append("postgres: \(error)") }
        return report
    }

    private func serve(
        _ server: GRPCServer<HTTP2ServerTransport.Posix>, on loops: MultiThreadedEventLoopGroup,
        _ parts: Parts
    ) async throws {
        let shutDown = { @Sendable in
            Task { await parts.dispatcher.stop() }
            Task { await parts.events.stop() }
            parts.watchers.close()
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

    private func services(_ parts: Parts) -> [any RegistrableRPCService] {
        let (dispatcher, desk, wakeUps) = (parts.dispatcher, parts.desk, parts.wakeUps)
        let reports = ReportWriter(
            store: store, watchers: parts.watchers, freed: { await wakeUps.freed($0) },
            released: { await wakeUps.ready($0) })
        let feeds = FeedWriter(store: store, watchers: parts.watchers)
        let stream = WorkStream(
            desk: desk, dispatcher: dispatcher, reports: reports, feeds: feeds,
            heartbeatInterval: configuration.heartbeatInterval, logger: logger)
        return [
            JobService(
                store: store, submits: SubmitWriter(store: store, wakeUps: wakeUps), dispatcher: dispatcher,
                wakeUps: wakeUps, watchers: parts.watchers),
            WorkerService(
                store: store, desk: desk, dispatcher: dispatcher, reports: reports, feeds: feeds,
                heartbeatInterval: configuration.heartbeatInterval, stream: stream),
            AdminService(
                store: store, dispatcher: dispatcher, identity: identity, redis: parts.redis,
                kafka: parts.kafka?.status),
            EventService(store: store, hub: parts.events),
            ResourceService(store: store, wakeUps: wakeUps, dispatcher: dispatcher),
            DeadLetterService(store: store, logger: logger),
        ]
    }
}
