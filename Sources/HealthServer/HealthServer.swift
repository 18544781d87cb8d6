internal import HTTPTypes
internal import Hummingbird
public import Logging
internal import NIOCore
public import ServiceLifecycle

/// Answers probes and scrapes over HTTP/1.1:
///
/// - `GET /healthz`: 200 `ok`, or 503 with one line for each failure that only a restart can mend;
/// - `GET /readyz`: 200 `ok`, or 503 with one line for each thing that is down; remarks follow in both cases;
/// - `GET /metrics`: metrics in the Prometheus text format 0.0.4.
///
/// There is no authentication: nothing here may tell secrets.
public struct HealthServer: Service {
    private let host: String
    private let listeners: [Listener]
    private let logger: Logger
    private let onListening: @Sendable (Int) -> Void
    private let health: @Sendable () async -> HealthReport
    private let metrics: @Sendable () -> String

    private struct Listener {
        var port: Int
        var probes: Bool
        var metrics: Bool
    }

    /// A server that listens when it is run.
    ///
    /// - Parameters:
    ///   - host: The address to listen on.
    ///   - healthPort: Where probes are answered; nil: nowhere. 0 lets the system choose a port.
    ///   - metricsPort: Where metrics are told; nil: nowhere. The same as `healthPort`: both on one port.
    ///   - logger: Gets only warnings and what is worse.
    ///   - onListening: Told each port that is listened on.
    ///   - health: How the process is at this moment; must answer within the prober's patience, 1 s unless it says
    ///     otherwise.
    ///   - metrics: All metrics as text.
    public init(
        host: String = "0.0.0.0", healthPort: Int?, metricsPort: Int? = nil, logger: Logger,
        onListening: @escaping @Sendable (Int) -> Void = { _ in },
        health: @escaping @Sendable () async -> HealthReport,
        metrics: @escaping @Sendable () -> String = { "" }
    ) {
        self.host = host
        var listeners: [Listener] = []
        if let healthPort {
            listeners.append(Listener(port: healthPort, probes: true, metrics: metricsPort == healthPort))
        }
        if let metricsPort, metricsPort != healthPort {
            listeners.append(Listener(port: metricsPort, probes: false, metrics: true))
        }
        self.listeners = listeners
        self.logger = logger
        self.onListening = onListening
        self.health = health
        self.metrics = metrics
    }

    /// Answers until a graceful shutdown; with no port it only waits for that.
    ///
    /// - Throws: when a port cannot be listened on.
    public func run() async throws {
        guard !listeners.isEmpty else {
            try await gracefulShutdown()
            return
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for listener in listeners {
                group.addTask { try await serve(listener) }
            }
            try await group.waitForAll()
        }
    }

    private func serve(_ listener: Listener) async throws {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let onListening = onListening
        let application = Application(
            router: router(listener),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: listener.port), serverName: nil),
            onServerRunning: { onListening($0.localAddress?.port ?? listener.port) }, logger: quiet)
        try await application.run()
    }

    private func router(_ listener: Listener) -> Router<BasicRequestContext> {
        let router = Router(options: .autoGenerateHeadEndpoints)
        if listener.probes {
            router.get("healthz") { [health] _, _ in Self.answer(await health().failures) }
            router.get("readyz") { [health] _, _ in
                let report = await health()
                return Self.answer(report.unready, remarks: report.remarks)
            }
        }
        if listener.metrics {
            router.get("metrics") { [metrics] _, _ in
                Self.text(metrics(), type: "text/plain; version=0.0.4; charset=utf-8")
            }
        }
        return router
    }

    /// "ok", or what is wrong, one line each; then the remarks.
    private static func answer(_ problems: [String], remarks: [String] = []) -> Response {
        let lines = ((problems.isEmpty ? ["ok"] : problems) + remarks).map {
            $0.split(whereSeparator: \.isNewline).joined(separator: " ")
        }
        return text(
            lines.map { "\($0)\n" }.joined(), status: problems.isEmpty ? .ok : .serviceUnavailable,
            type: "text/plain; charset=utf-8")
    }

    private static func text(
        _ text: String, status: HTTPResponse.Status = .ok, type: String
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
