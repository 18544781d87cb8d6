import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOPosix
import NIOSSL
import Synchronization

/// A server that speaks HTTP/2 only. It answers `/big` with five million bytes, and holds every other request
/// back until as many are open at once as the test wants.
final class HTTP2Server: Sendable {
    static let big = 5_000_000

    let port: Int
    private let gate: Gate

    var url: String { "https://127.0.0.1:\(port)" }
    var connections: Int { gate.connections }

    private init(port: Int, _ gate: Gate) {
        self.port = port
        self.gate = gate
    }

    static func run(
        _ context: NIOSSLContext, together: Int, against body: @Sendable (HTTP2Server) async throws -> Void
    ) async throws {
        let gate = Gate(together)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                gate.connected()
                return channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: context))
                    _ = try pipeline.configureHTTP2Pipeline(
                        mode: .server, connectionConfiguration: .init(), streamConfiguration: .init()
                    ) { stream in
                        stream.eventLoop.makeCompletedFuture {
                            try stream.pipeline.syncOperations.addHandlers(
                                HTTP2FramePayloadToHTTP1ServerCodec(), HeldAnswer(gate))
                        }
                    }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let outcome: Result<Void, any Error>
        do {
            try await body(HTTP2Server(port: listener.localAddress?.port ?? 0, gate))
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        try await listener.close().get()
        try outcome.get()
    }
}

/// Holds answers back until enough requests are open.
private final class Gate: Sendable {
    private let together: Int
    private let state = Mutex<(connections: Int, held: [@Sendable () -> Void])>((0, []))

    init(_ together: Int) {
        self.together = together
    }

    var connections: Int { state.withLock { $0.connections } }

    func connected() { state.withLock { $0.connections += 1 } }

    func hold(_ answer: @escaping @Sendable () -> Void) {
        let ready = state.withLock { state in
            state.held.append(answer)
            guard state.held.count >= together else { return [@Sendable () -> Void]() }
            defer { state.held = [] }
            return state.held
        }
        for answer in ready { answer() }
    }
}

private final class HeldAnswer: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let gate: Gate
    private var path = ""
    private var body = ByteBuffer()

    init(_ gate: Gate) {
        self.gate = gate
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): path = head.uri
        case .body(var bytes): body.writeBuffer(&bytes)
        case .end:
            let channel = context.channel
            let answer = path == "/big" ? ByteBuffer(repeating: 0x78, count: HTTP2Server.big) : body
            let send: @Sendable () -> Void = {
                channel.write(HTTPServerResponsePart.head(.init(version: .http2, status: .ok)), promise: nil)
                channel.write(HTTPServerResponsePart.body(.byteBuffer(answer)), promise: nil)
                channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
            }
            if path == "/big" { send() } else { gate.hold(send) }
        }
    }
}
