import ArgumentParser
import ControlPlane
import ControllerRuntime
import Glibc
import Lifecycle
import Logging
import PostgresStore
import RedisProjection
import Release
import Settings
import Telemetry

/// What both ways to run a server share.
struct ServerOptions: ParsableArguments {
    @Option(help: "Configuration file (YAML).") var config: String?
    @Option(help: "trace, debug, info, notice, warning, error or critical.") var logLevel: String?
    @Option(help: "json or text.") var logFormat: String?
    @Option(help: "Port for gRPC; 0 picks a free one. [default: 50051]") var grpcPort: Int?
    @Option(help: "Port for /healthz and /readyz; 0 picks a free one. [default: 8080]") var healthPort: Int?
    @Option(help: "Port for /metrics; 0 picks a free one. [default: 9090]") var metricsPort: Int?
    @Option(help: "Kafka brokers, host:port,host:port. [default: no Kafka]") var kafkaBrokers: String?

    /// The command line over the environment over the file over the defaults.
    func settings(defaults: [String: String] = [:]) throws -> Settings {
        var flags: [String: String] = [:]
        flags["logging.level"] = logLevel
        flags["logging.format"] = logFormat
        flags["grpc.port"] = grpcPort.map(String.init)
        flags["health.port"] = healthPort.map(String.init)
        flags["metrics.port"] = metricsPort.map(String.init)
        flags["kafka.brokers"] = kafkaBrokers
        do {
            return try Settings.load(
                file: config, environment: ProcessEnvironment.variables,
                flags: flags.merging(defaults) { given, _ in given })
        } catch { throw ValidationError(error.description) }
    }
}

extension Settings {
    /// Sets logging up and tells what the settings' author should know.
    func startLogging() -> Logger {
        bootstrapLogging(
            service: "jq-server", level: Logger.Level(rawValue: logging.level.rawValue) ?? .info,
            format: logging.format == .json ? .json : .text)
        let logger = Logger(label: "jq-server")
        for warning in warnings { logger.warning("\(warning)") }
        return logger
    }

    /// - Parameter metricsPort: where metrics are told when the settings name no port; nil: nowhere.
    func controlPlane(metricsPort: Int?) throws -> ControlPlaneConfiguration {
        let metrics = bootstrapMetrics()
        var configuration = ControlPlaneConfiguration(
            host: grpc.host, grpcPort: grpc.port, healthPort: health.port,
            monitors: MonitorIntervals(
                tick: scheduler.interval, heartbeatCheck: scheduler.heartbeatMonitorInterval,
                heartbeatTimeout: scheduler.workerHeartbeatTimeout,
                assignmentTimeout: scheduler.assignmentTimeout),
            batchSize: scheduler.batchSize,
            // Three beats fit into the silence that makes a worker OFFLINE.
            heartbeatInterval: min(.seconds(10), scheduler.workerHeartbeatTimeout / 3))
        configuration.kafka = try kafkaBridge()
        do { configuration.redis = try redisBackEnd } catch { throw ValidationError("redis.url: \(error)") }
        configuration.metricsPort = self.metrics.port ?? metricsPort
        configuration.metrics = { metrics.render() }
        return configuration
    }
}

extension Settings {
    /// How to use Redis; nil without a URL.
    var redisBackEnd: RedisSettings? {
        get throws {
            try redis.url.map { try RedisSettings(url: $0, timeout: redis.timeout, prefix: redis.prefix) }
        }
    }
}

/// A fresh identity for this process.
func makeIdentity() -> ServerIdentity {
    var name = [CChar](repeating: 0, count: 256)
    let known = unsafe gethostname(&name, name.count - 1) == 0
    let hostname =
        known ? String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : ""
    let id = freshJobID()
    return ServerIdentity(
        id: id, hostname: hostname, version: releaseVersion, startedAt: Int64(id.unixMilliseconds ?? 0) * 1000
    )
}
