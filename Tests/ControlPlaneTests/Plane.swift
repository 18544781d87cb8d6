import ControlPlane
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import JobQueueProto
import Lifecycle
import Logging
import PostgresStore
import RedisProjection
import ServiceLifecycle
import SwiftProtobuf
import Testing
import WorkerRuntime

typealias Transport = HTTP2ClientTransport.Posix

/// Servers and workers of one test, on one database.
struct Plane: Sendable {
    let store: JobQueueStore
    let port: Int
    let jobs: Jq_V1_JobService.Client<Transport>
    let workers: Jq_V1_WorkerService.Client<Transport>
    let admin: Jq_V1_AdminService.Client<Transport>
    let resources: Jq_V1_ResourceService.Client<Transport>
    let events: Jq_V1_EventService.Client<Transport>

    /// Submits one job and gives its id.
    func submit(
        _ queue: String = "default", _ payload: String = "",
        _ change: (inout Jq_V1_JobSubmission) -> Void = { _ in }
    ) async throws -> String {
        var submission = Jq_V1_JobSubmission()
        submission.queueName = queue
        submission.payload = .init(payload.utf8)
        change(&submission)
        return try await jobs.submitJob(.with { $0.job = submission }).jobID
    }

    /// Asks until the job is in one of these states; the test's time limit bounds it.
    @discardableResult
    func wait(_ id: String, for states: Jq_V1_JobStatus...) async throws -> Jq_V1_Job {
        while true {
            let job = try await jobs.getJobStatus(.with { $0.jobID = id }).job
            if states.contains(job.status) { return job }
            try Task.checkCancellation()
        }
    }

    /// The states that a job went through.
    func trail(_ id: String) async throws -> [String] {
        try await jobs.getJobLogs(.with { $0.jobID = id }).events.map { event in
            let state = "\(event.toStatus)".split(separator: ".").last.map(String.init) ?? ""
            return event.reason.isEmpty ? state : "\(state)(\(event.reason))"
        }
    }

    /// Applies manifests given as text.
    func apply(
        _ yaml: String, _ change: (inout Jq_V1_PlanOptions) -> Void = { _ in }
    ) async throws -> Jq_V1_ApplyResponse {
        try await resources.apply(
            .with {
                $0.files = [
                    .with {
                        $0.path = "test.yaml"; $0.content = .init(yaml.utf8)
                    }
                ]
                change(&$0.options)
            })
    }
}

/// Short intervals, so that what takes seconds in production takes milliseconds here.
let quickMonitors = MonitorIntervals(
    tick: .milliseconds(50), heartbeatCheck: .milliseconds(100), heartbeatTimeout: .seconds(60),
    assignmentTimeout: .seconds(60))

/// Runs `body` against a server of its own; stops everything afterwards.
func withPlane<T: Sendable>(
    conninfo: String? = nil, monitors: MonitorIntervals = quickMonitors, redis: RedisSettings? = nil,
    _ body: @escaping @Sendable (Plane) async throws -> T
) async throws -> T {
    let conninfo = if let conninfo { conninfo } else { try await TestDatabase.fresh() }
    let store = JobQueueStore(
        conninfo: conninfo, queueConnections: 2, generalConnections: 2, applicationName: "test-server")
    try await store.migrate()
    let logger = quietLogger()
    let (ports, listening) = AsyncStream<Int>.makeStream()
    let id = freshJobID()
    let plane = ControlPlane(
        store: store,
        configuration: ControlPlaneConfiguration(
            host: "127.0.0.1", grpcPort: 0, healthPort: nil, monitors: monitors,
            heartbeatInterval: .milliseconds(300), redis: redis),
        identity: ServerIdentity(id: id, hostname: "test", version: "test", startedAt: 0), logger: logger
    ) { listening.yield($0) }
    let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [plane], logger: logger))
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        var first = ports.makeAsyncIterator()
        let port = try #require(await first.next())
        let result = try await withGRPCClient(
            transport: .http2NIOPosix(
                target: .ipv4(address: "127.0.0.1", port: port), transportSecurity: .plaintext)
        ) { client in
            try await body(
                Plane(
                    store: store, port: port, jobs: .init(wrapping: client), workers: .init(wrapping: client),
                    admin: .init(wrapping: client), resources: .init(wrapping: client),
                    events: .init(wrapping: client)))
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
        await store.shutdown()
        return result
    }
}

/// Runs a worker beside `body`, which gets it to look at and to stop.
func withWorker<T: Sendable>(
    servers: [Int], queues: [String] = ["default"], concurrency: Int = 4, pool: String = "",
    id: String = freshJobID().description, handlers: HandlerRegistry,
    _ body: @escaping @Sendable (Worker) async throws -> T
) async throws -> T {
    let logger = quietLogger()
    let worker = Worker(
        configuration: WorkerConfiguration(
            servers: servers.compactMap { ServerAddress("127.0.0.1:\($0)") }, workerID: id, pool: pool,
            queues: queues,
            concurrency: concurrency, heartbeatInterval: .milliseconds(300), gracePeriod: .seconds(10),
            version: "test"),
        handlers: handlers, logger: logger)
    let group = ServiceGroup(
        configuration: ServiceGroupConfiguration(
            services: [.init(service: worker, successTerminationBehavior: .gracefullyShutdownGroup)],
            logger: logger))
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        let result = try await body(worker)
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
        return result
    }
}

/// One handler for everything.
func handlers(_ handler: @escaping JobHandler) -> HandlerRegistry {
    var registry = HandlerRegistry()
    registry.registerFallback(handler: handler)
    return registry
}

func quietLogger() -> Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }

/// The code that a call fails with.
func code(_ body: () async throws -> some Any) async throws -> RPCError.Code? {
    do {
        _ = try await body()
        return nil
    } catch let error as RPCError { return error.code }
}
