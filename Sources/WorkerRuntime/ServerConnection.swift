internal import GRPCCore
internal import GRPCNIOTransportHTTP2Posix
internal import JobQueueProto
internal import NIOCore

/// One Work stream to one server, from opening to end.
struct ServerConnection: Sendable {
    /// Assignments carry payloads; a message of them may be larger than gRPC's default of 4 MiB.
    private static let largestMessage = 64 << 20

    let address: ServerAddress
    let generation: Int
    let runner: JobRunner
    let loop: any EventLoop

    /// Returns or throws when the stream has ended.
    func run() async throws {
        let transport = try HTTP2ClientTransport.Posix(
            target: address.target, transportSecurity: .plaintext, config: Self.transportConfiguration,
            eventLoopGroup: loop)
        try await withGRPCClient(transport: transport) { client in
            var options = CallOptions.defaults
            options.waitForReady = false
            options.maxResponseMessageBytes = Self.largestMessage
            try await Jq_V1_WorkerService.Client(wrapping: client).work(options: options) { writer in
                while let messages = await runner.nextMessages(generation) {
                    try await writer.write(contentsOf: messages)
                }
            } onResponse: { response in
                for try await message in response.messages {
                    runner.update { $0.receive(message, from: generation, now: $1) }
                }
            }
        }
    }

    private static var transportConfiguration: HTTP2ClientTransport.Posix.Config {
        .defaults { config in
            // Messages are gathered before they are written; to wait for more would only delay them.
            config.connection.flushCoalescing = nil
            config.connection.keepalive = .init(
                time: .seconds(20), timeout: .seconds(10), allowWithoutCalls: false)
        }
    }
}
