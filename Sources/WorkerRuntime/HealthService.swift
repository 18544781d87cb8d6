internal import Hummingbird
internal import HTTPTypes
public import Logging
public import ServiceLifecycle

/// Answers the probes of whatever runs a worker: `GET /healthz` is 200 "ok" as long as the process does its
/// work at all, `GET /readyz` is 200 when jobs can be taken and 503 with one line for each obstacle when not.
public struct HealthService: Service {
    private let host: String
    private let port: Int
    private let obstacles: @Sendable () -> [String]
    private let logger: Logger

    /// A service that listens when it is run.
    ///
    /// - Parameters:
    ///   - host: The address to listen on.
    ///   - port: The port to listen on.
    ///   - logger: Gets a line when the service listens.
    ///   - obstacles: What is not ready now, in words; empty when all is.
    public init(
        host: String = "0.0.0.0", port: Int, logger: Logger, obstacles: @escaping @Sendable () -> [String]
    ) {
        self.host = host
        self.port = port
        self.logger = logger
        self.obstacles = obstacles
    }

    /// Answers until the service group shuts down.
    public func run() async throws {
        let application = Application(
            router: Self.router(obstacles),
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: nil),
            logger: logger)
        try await application.run()
    }

    static func router(_ obstacles: @escaping @Sendable () -> [String]) -> Router<BasicRequestContext> {
        let router = Router()
        router.get("healthz") { _, _ in "ok" }
        router.get("readyz") { _, _ in
            let obstacles = obstacles()
            let text = obstacles.isEmpty ? "ok" : obstacles.joined(separator: "\n")
            return Response(
                status: obstacles.isEmpty ? .ok : .serviceUnavailable,
                headers: [.contentType: "text/plain; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        }
        return router
    }
}
