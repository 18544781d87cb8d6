internal import ControllerRuntime
internal import Glibc
public import Processes

/// How a worker process is started.
public struct ProcessPoolCommand: Sendable {
    private static let program = "jq-worker"
    /// What a worker has no use for, should not see (the stores), or must not share with us (ports).
    private static let keptBack = [
        "JQ_DB_", "JQ_REDIS_", "JQ_KAFKA_", "JQ_SCHEDULER_", "JQ_CONTROLLER_", "JQ_WORKER_ID",
        "JQ_WORKER_WORKER_ID", "JQ_GRPC_", "JQ_HTTP_", "JQ_HEALTH_", "JQ_METRICS_",
        "PGPASSWORD", "PGPASSFILE", "PGSERVICE",
    ]

    private let makeRequest: @Sendable (ProcessPoolTemplate) -> ProcessRequest

    /// Any command. A child that runs until SIGTERM is a worker here.
    public init(_ makeRequest: @escaping @Sendable (ProcessPoolTemplate) -> ProcessRequest) {
        self.makeRequest = makeRequest
    }

    /// `jq-worker`, from the folder of the running program, else from PATH.
    ///
    /// It inherits this process's environment, apart from the addresses and passwords of the stores, its
    /// output and its working directory, and it is asked to stop (SIGTERM) when this process ends in
    /// whatever way.
    ///
    /// - Parameters:
    ///   - serverAddress: host and port of the server's gRPC, `127.0.0.1:50051`.
    ///   - logLevel: as the worker's `--log-level` takes it.
    ///   - logFormat: `json` or `text`; nil leaves it to the worker.
    public init(serverAddress: String, logLevel: String = "info", logFormat: String? = nil) {
        var inherited = ProcessEnvironment.variables.filter { name, _ in
            !Self.keptBack.contains { name.hasPrefix($0) }
        }
        if let logFormat { inherited["JQ_LOGGING_FORMAT"] = logFormat }
        let environment = inherited
        self.init { template in
            ProcessRequest(
                executable: Self.workerProgram(),
                arguments: [
                    "--server-addr", serverAddress, "--pool", template.pool,
                    "--concurrency", "\(template.concurrency)", "--queues",
                    template.queues.joined(separator: ","), "--log-level", logLevel,
                ] + template.environment.keys.sorted().flatMap { ["--env", $0] },
                // By name only on the command line, which is public; the worker takes the values from here.
                environment: environment.merging(template.environment) { _, own in own },
                output: .inherit, parentDeathSignal: SIGTERM)
        }
    }

    func request(for template: ProcessPoolTemplate) -> ProcessRequest {
        makeRequest(template)
    }

    /// Looked up at each start: the folder's content may be replaced by an update while this process runs.
    private static func workerProgram() -> String {
        guard let running = LocalPath("/proc/self/exe").linkTarget else { return program }
        let neighbour = LocalPath(running).parent.appending(program)
        return neighbour.isExecutable ? neighbour.text : program
    }
}
