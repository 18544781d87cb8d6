import GRPCCore
import GRPCNIOTransportHTTP2Posix
import JobQueueProto
import NIOCore
import NIOPosix
import SwiftProtobuf

/// A jq-server and a client that is connected to it.
final class ServerUnderTest: Sendable {
    typealias Jobs = Jq_V1_JobService.Client<HTTP2ClientTransport.Posix>

    let port: Int
    let process: ProductProcess
    /// From the start of the process to the first answer.
    let startTime: Duration
    private let client: GRPCClient<HTTP2ClientTransport.Posix>

    private init(
        port: Int, process: ProductProcess, startTime: Duration,
        client: GRPCClient<HTTP2ClientTransport.Posix>
    ) {
        self.port = port
        self.process = process
        self.startTime = startTime
        self.client = client
    }

    var resources: Jq_V1_ResourceService.Client<HTTP2ClientTransport.Posix> { .init(wrapping: client) }
    var jobs: Jobs { Jobs(wrapping: client) }
    var address: String { "127.0.0.1:\(port)" }

    /// Starts a server and waits until it answers.
    ///
    /// - Parameter loop: where the client's connection lives.
    static func start(
        _ name: String, database: BenchDatabase, folder: ScratchFolder, settings: [String: String] = [:],
        port given: Int? = nil, loop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next()
    ) async throws -> ServerUnderTest {
        let port = try given ?? freePort()
        var environment = [
            "JQ_DB_URL": database.conninfo, "JQ_GRPC_HOST": "127.0.0.1", "JQ_GRPC_PORT": "\(port)",
            "JQ_HEALTH_PORT": "\(try freePort())", "JQ_DB_CONNECT_TIMEOUT": "5s", "JQ_LOGGING_FORMAT": "text",
        ]
        environment.merge(settings) { $1 }
        let begin = ContinuousClock.now
        let process = try await ProductProcess.start(
            "jq-server", name: name, environment: environment, folder: folder)
        var config = HTTP2ClientTransport.Posix.Config.defaults
        config.backoff = .init(
            initial: .milliseconds(10), max: .milliseconds(500), multiplier: 1.5, jitter: 0.1)
        let client = GRPCClient(
            transport: try HTTP2ClientTransport.Posix(
                target: .ipv4(address: "127.0.0.1", port: port), transportSecurity: .plaintext,
                config: config,
                eventLoopGroup: loop))
        Task(executorPreference: LoopExecutor(loop)) { try? await client.runConnections() }
        let jobs = Jobs(wrapping: client)
        var options = CallOptions.defaults
        options.waitForReady = true
        options.timeout = .seconds(60)
        _ = try await jobs.listJobs(.with { $0.pageSize = 1 }, options: options)
        return ServerUnderTest(
            port: port, process: process, startTime: begin.duration(to: .now), client: client)
    }

    /// Ends the client and the server.
    func stop() async {
        client.beginGracefulShutdown()
        await process.stop()
    }
}
