import ArgumentParser
import Controllers
import HealthServer
import KubernetesClient
import KubernetesProtocol
import KubernetesRuntime
import Logging
import PostgresStore
import Release
import ServiceLifecycle
import Settings
import Telemetry

/// The controller of a cluster's custom resources.
struct KubernetesMode {
    static let metricsPort = 9092
    /// Longest that `--once` may take, most of it for another controller to let go of the lease.
    static let longestPass: Duration = .seconds(300)

    let settings: Settings
    let store: JobQueueStore
    let logger: Logger

    func run(once: Bool) async throws -> ExitCode {
        let configuration = try cluster()
        let metrics = bootstrapMetrics()
        let client = makeClient(configuration)
        let leaseClient = makeClient(configuration)
        let liveness = LivenessBoard()
        var options = try ControllerOptions(
            homeNamespace: settings.controller.homeNamespace ?? configuration.namespace,
            election: LeaderElectionConfiguration(identity: candidateIdentity()))
        options.namespace = settings.controller.namespace
        options.owner = settings.controller.owner ?? options.owner
        options.maxPrune = settings.controller.maxPrune
        options.interval = settings.controller.interval
        // The default is for workers beside the controller; pods find the server by its Service.
        let isGiven = settings.controller.serverAddress != Settings().controller.serverAddress
        options.serverAddress =
            isGiven ? settings.controller.serverAddress : "jq-server.\(options.homeNamespace).svc:50051"
        options.once = once
        logger.notice(
            "reconciling a cluster",
            metadata: [
                "cluster": "\(configuration.serverURL)", "namespace": "\(options.namespace ?? "all")",
                "lease": "\(options.homeNamespace)/\(KubernetesController.leaseName)",
            ])
        let controller = KubernetesController(
            connection: MeteredConnection(client), leaseConnection: MeteredConnection(leaseClient),
            store: store, options: options, liveness: liveness,
            logger: logger)
        let exit =
            once
            ? await onePass(controller)
            : await serve([health(controller, liveness, metrics), controller], logger: logger)
        await client.shutdown()
        await leaseClient.shutdown()
        return exit
    }

    /// - Returns: as the help says: 0, 1 or 2.
    private func onePass(_ controller: KubernetesController) async -> ExitCode {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await controller.run() }
                group.addTask {
                    try await Task.sleep(for: Self.longestPass)
                    throw OnePassTimeout()
                }
                defer { group.cancelAll() }
                try await group.next()
            }
            return ExitCode(controller.foundProblems ? 1 : 0)
        } catch {
            logger.critical("not everything was done: \(error)")
            return ExitCode(2)
        }
    }

    private func cluster() throws -> ClusterConfiguration {
        do {
            return try ClusterConfiguration.detect(
                path: settings.controller.kubeconfig, context: settings.controller.context)
        } catch { throw ValidationError("no cluster: \(error)") }
    }

    private func makeClient(_ configuration: ClusterConfiguration) -> KubernetesClient {
        KubernetesClient(
            configuration, userAgent: "jq-controller/\(releaseVersion)", logger: logger)
    }

    /// A watch that fell silent is for a restart to mend. One that fails and says so (no definition, no rights, no API
    /// server) goes on trying by itself: then it is only not ready, and so while the database is away.
    private func health(
        _ controller: KubernetesController, _ liveness: LivenessBoard, _ metrics: PrometheusRegistry
    ) -> HealthServer {
        HealthServer(
            healthPort: settings.health.port, metricsPort: settings.metrics.port ?? Self.metricsPort,
            logger: logger,
            health: { [store] in
                var report = HealthReport()
                for line in liveness.report.lines {
                    guard let problem = line.problem else { continue }
                    if case .failing = line.state {
                        report.obstacles.append("\(line.name): \(problem)")
                    } else {
                        report.failures.append("\(line.name): \(problem)")
                    }
                }
                do { _ = try await store.ping() } catch { report.obstacles.append("postgres: \(error)") }
                return report
            },
            metrics: {
                liveness.sampleMetrics()
                controller.sampleMetrics()
                return metrics.render()
            })
    }
}

/// `--once` took too long.
private struct OnePassTimeout: Error, CustomStringConvertible {
    var description: String {
        "no end within \(KubernetesMode.longestPass.components.seconds) s; does another controller hold the lease "
            + "\(KubernetesController.leaseName)?"
    }
}
