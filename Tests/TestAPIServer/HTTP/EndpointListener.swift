import NIOCore
import NIOHTTP1
import NIOPosix

/// One address on which the server listens.
final class EndpointListener: Sendable {
    private let channel: any Channel
    private let connections: OpenConnections

    /// The port that was bound.
    var port: Int { channel.localAddress?.port ?? 0 }

    private init(_ channel: any Channel, _ connections: OpenConnections) {
        self.channel = channel
        self.connections = connections
    }

    static func start(
        _ core: ServerCore, _ endpoint: Endpoint, host: String, port: Int, group: any EventLoopGroup
    ) async throws -> EndpointListener {
        let connections = OpenConnections()
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 256)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                connections.add(channel)
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
                    try channel.pipeline.syncOperations.addHandler(
                        ConnectionHandler(server: core, endpoint: endpoint, connection: channel))
                }
            }
            .bind(host: host, port: port).get()
        return EndpointListener(channel, connections)
    }

    /// Closes every connection and accepts no more.
    func stop() async {
        try? await channel.close().get()
        await connections.closeAll()
    }

    /// Closes every connection; new ones are accepted.
    func closeConnections() async { await connections.closeAll() }
}
