import ArgumentParser
import ControllerRuntime
import Glibc
import Logging
import PostgresStore
import Release
import Settings
import Telemetry

/// The reconciler: of a directory, or of a cluster's custom resources.
@main
struct ControllerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jq-controller",
        abstract: "Keep a jq database at what a directory or a Kubernetes cluster declares.",
        discussion: """
            With --source directory: reads the YAML files below --path at every change and at every interval, plans, \
            applies, repairs what drifted, and deletes what it declared before and the directory no longer holds. An \
            empty or unreadable directory deletes nothing. WorkerPools with runtime: Process get their workers as \
            child processes.

            With --source kubernetes: does the same for the custom resources of a cluster (jq-ctl crds prints their \
            definitions), reports back in their status, keeps a Deployment for each WorkerPool with runtime: \
            Kubernetes and a Worker object for each live worker. Any number may run; one leads. /healthz, /readyz \
            and /metrics tell how each watch is.

            Needs the database (JQ_DB_URL); the workers that it starts need the server (--server-addr).

            With --once: one pass, then exit status 0 when all is applied, 1 when a manifest is bad or a change is \
            blocked, 2 when nothing could be done.
            """,
        version: "jq-controller \(releaseVersion)")

    @Option(help: "Where declarations come from: directory or kubernetes. [default: directory]")
    var source: String?
    @Option(help: "The directory.") var path: String?
    @Option(
        help: "The kubeconfig file. [default: KUBECONFIG, else the pod's account, else ~/.kube/config]",
        completion: .file())
    var kubeconfig: String?
    @Option(help: "The context of the kubeconfig.") var context: String?
    @Option(help: "The only namespace to look at. [default: all]") var namespace: String?
    @Option(
        help: "Under which name to apply, and so what may be pruned. [default: directory:PATH, or kubernetes]"
    )
    var owner: String?
    @Option(help: "Seconds between two passes without a change. [default: 30]") var interval: Int?
    @Option(help: "Most deletions that nobody saw happen, or of one pass. [default: 10, or 20 %]")
    var maxPrune: Int?
    @Option(help: "host:port of jq-server, for the workers of pools.") var serverAddr: String?
    @Option(help: "Port of /healthz and /readyz, with --source kubernetes. [default: 8080]") var healthPort:
        Int?
    @Option(help: "Port of /metrics, with --source kubernetes. [default: 9092]") var metricsPort: Int?
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
        guard let url = settings.db.url else { throw ValidationError("no database: set JQ_DB_URL") }
        let store = JobQueueStore(
            conninfo: url, queueConnections: 1, generalConnections: 3,
            connectTimeout: settings.db.connectTimeout,
            statementTimeout: settings.db.statementTimeout, applicationName: "jq-controller")
        let exit =
            switch settings.controller.source {
            case .directory:
                try await DirectoryMode(settings: settings, store: store, logger: logger).run(once: once)
            case .kubernetes:
                try await KubernetesMode(settings: settings, store: store, logger: logger).run(once: once)
            }
        await store.shutdown()
        throw exit
    }

    private func settings() throws -> Settings {
        var flags: [String: String] = [:]
        flags["controller.source"] = source
        flags["controller.path"] = path
        flags["controller.kubeconfig"] = kubeconfig
        flags["controller.context"] = context
        flags["controller.namespace"] = namespace
        flags["controller.owner"] = owner
        flags["health.port"] = healthPort.map(String.init)
        flags["metrics.port"] = metricsPort.map(String.init)
        flags["controller.interval_s"] = interval.map(String.init)
        flags["controller.max_prune"] = maxPrune.map(String.init)
        flags["controller.server_addr"] = serverAddr
        flags["logging.level"] = logLevel
        do {
            return try Settings.load(file: config, environment: ProcessEnvironment.variables, flags: flags)
        } catch { throw ValidationError(error.description) }
    }
}
