import Controllers
import KubernetesClient
import KubernetesProtocol
import KubernetesRuntime
import Logging
import Planning
import PostgresStore
import ServiceLifecycle
import Synchronization

/// One controller process of a test.
final class Member: Sendable {
    let moments: Moments
    /// Holds its requests to the API server back while it is suspended.
    let suspension: Suspension
    private let controller: KubernetesController
    private let store: JobQueueStore
    private let group: ServiceGroup
    private let task: Task<Void, any Error>
    private let record: PlanRecord
    private let ended = Flag()

    /// The plans that it applied, in their order.
    var plans: [Plan] { record.plans }
    var foundProblems: Bool { controller.foundProblems }
    var hasEnded: Bool { ended.isUp }

    /// Starts a controller on the world's cluster and database.
    ///
    /// - Parameter fatal: the moment at which it dies, see ``Moments``.
    init(
        in world: World, fatal: Int? = nil, client: (any ClusterConnection)? = nil,
        _ change: (inout ControllerOptions) -> Void = { _ in }
    ) throws {
        moments = Moments(fatal: fatal, pulse: world.pulse)
        suspension = Suspension()
        record = PlanRecord()
        store = JobQueueStore(
            conninfo: world.conninfo, queueConnections: 1, generalConnections: 3, connectTimeout: .seconds(2),
            applicationName: "test-controller")
        var options = try quickOptions()
        change(&options)
        options.hook = Self.hook(options.hook, moments)
        options.onPlan = { [record, base = options.onPlan] plan in
            record.add(plan)
            base(plan)
        }
        controller = KubernetesController(
            connection: GuardedConnection(
                base: client ?? world.client, moments: moments, suspension: suspension),
            leaseConnection: GuardedConnection(
                base: client ?? world.leaseClient, moments: moments, suspension: suspension),
            store: store, options: options, liveness: LivenessBoard(), logger: testLogger)
        group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: controller, successTerminationBehavior: .gracefullyShutdownGroup)],
                logger: quietLogger))
        task = Task { [group, ended, pulse = world.pulse] in
            defer {
                ended.raise()
                pulse.beat()
            }
            try await group.run()
        }
    }

    /// Writes to the API server are counted where they leave; the rest here.
    private static func hook(_ base: @escaping RequestHook, _ moments: Moments) -> RequestHook {
        { moment, name in
            try await base(moment, name)
            let isCounted = ["apply", "confirmAbsence", "checkDefinition"].contains(name)
            let lives = isCounted ? moments.pass(moment, name) : !moments.isDead
            if !lives { throw CancellationError() }
        }
    }

    /// Ends it as SIGTERM does: it finishes, writes what waits and gives the lease back.
    func stop() async throws {
        await group.triggerGracefulShutdown()
        defer { suspension.resume() }
        try await task.value
        await store.shutdown()
    }

    /// Waits until it ends by itself.
    func end() async throws {
        try await task.value
        await store.shutdown()
    }

    /// Ends it as SIGKILL does: nothing more gets out, and the lease stays as it is.
    func kill() async {
        moments.die()
        task.cancel()
        suspension.resume()
        await store.shutdown()
        _ = await task.result
    }
}

/// Remembers plans.
final class PlanRecord: Sendable {
    private let state = Mutex<[Plan]>([])
    var plans: [Plan] { state.withLock { $0 } }
    func add(_ plan: Plan) { state.withLock { $0.append(plan) } }
}

/// Intervals so short that what takes seconds in production takes milliseconds here.
func quickOptions() throws -> ControllerOptions {
    var options = ControllerOptions(
        homeNamespace: "default",
        election: try LeaderElectionConfiguration(
            identity: candidateIdentity(), leaseDuration: .seconds(1), renewDeadline: .milliseconds(900),
            retryPeriod: .milliseconds(100)))
    options.interval = .milliseconds(100)
    options.runInterval = .milliseconds(20)
    options.poolInterval = .milliseconds(30)
    options.countInterval = .milliseconds(50)
    options.listTimeout = .seconds(2)
    options.statusLimits = StatusCoalescingConfiguration(
        writesPerSecond: 10_000, burst: 1_000, factInterval: .milliseconds(20), threshold: 0,
        slightInterval: .milliseconds(20),
        backoff: ExponentialBackoff(base: .milliseconds(10), cap: .milliseconds(100)))
    return options
}

let quietLogger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// Quiet, unless somebody looks for the reason of a failure.
let testLogger: Logger = {
    guard isLoud else { return quietLogger }
    var logger = Logger(label: "controller") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .debug
    return logger
}()
