import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOPosix
import NIOSSL

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

    /// Listens; with `security` by TLS, else in plain.
    static func start(
        _ core: ServerCore, _ endpoint: Endpoint, host: String, port: Int, group: any EventLoopGroup,
        security: ListenerSecurity?
    ) async throws -> EndpointListener {
        let connections = OpenConnections()
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 256)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                connections.add(channel)
                guard let security else { return speakHTTP1(channel, core, endpoint, nil) }
                return speakTLS(channel, core, endpoint, security)
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

    private static func speakHTTP1(
        _ channel: any Channel, _ core: ServerCore, _ endpoint: Endpoint, _ caller: Caller?
    ) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
            try channel.pipeline.syncOperations.addHandler(
                ConnectionHandler(
                    server: core, endpoint: endpoint, connection: channel, certificateUser: caller))
        }
    }

    private static func speakTLS(
        _ channel: any Channel, _ core: ServerCore, _ endpoint: Endpoint, _ security: ListenerSecurity
    ) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: security.context))
        }.flatMap {
            channel.configureHTTP2SecureUpgrade(
                h2ChannelConfigurator: { channel in
                    let caller = caller(on: channel)
                    return channel.configureHTTP2Pipeline(mode: .server) { stream in
                        stream.eventLoop.makeCompletedFuture {
                            try stream.pipeline.syncOperations.addHandlers(
                                HTTP2FramePayloadToHTTP1ServerCodec(),
                                ConnectionHandler(
                                    server: core, endpoint: endpoint, connection: channel,
                                    certificateUser: caller))
                        }
                    }.map { _ in }
                },
                http1ChannelConfigurator: { channel in
                    speakHTTP1(channel, core, endpoint, caller(on: channel))
                })
        }
    }

    /// Who the client's certificate says it is; nil without one.
    private static func caller(on channel: any Channel) -> Caller? {
        let certificate = try? channel.pipeline.syncOperations.nioSSL_peerCertificate()
        return certificate.flatMap(ClientIdentity.caller)
    }
}
