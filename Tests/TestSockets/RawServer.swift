internal import NIOCore
internal import NIOPosix
package import NIOSSL
internal import Synchronization

/// A server that does exactly what a test says.
package final class RawServer: Sendable {
    package typealias Script = @Sendable (RawConnection) async throws -> Void

    package let port: Int
    private let counter: Counter

    /// How many connections have been made.
    package var connections: Int { counter.made }
    package var url: String { "http://127.0.0.1:\(port)" }
    package var secureURL: String { "https://127.0.0.1:\(port)" }

    private init(port: Int, _ counter: Counter) {
        self.port = port
        self.counter = counter
    }

    /// Runs `body` against a server that plays `script` on every connection. An error in the script, such as
    /// the client's early end, ends that connection only.
    @discardableResult
    package static func run<T: Sendable>(
        tls: NIOSSLContext? = nil, _ script: @escaping Script,
        against body: @Sendable (RawServer) async throws -> T
    ) async throws -> T {
        let counter = Counter()
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    }
                    try channel.pipeline.syncOperations.addHandler(Player(script, counter))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = RawServer(port: listener.localAddress?.port ?? 0, counter)
        let outcome: Result<T, any Error>
        do { outcome = .success(try await body(server)) } catch { outcome = .failure(error) }
        try await listener.close().get()
        counter.closeAll()
        return try outcome.get()
    }
}

/// Counts connections and ends them all at last.
private final class Counter: Sendable {
    private let state = Mutex<(made: Int, open: [ObjectIdentifier: any Channel])>((0, [:]))

    var made: Int { state.withLock { $0.made } }

    func add(_ channel: any Channel) -> Int {
        state.withLock { state in
            state.open[ObjectIdentifier(channel)] = channel
            defer { state.made += 1 }
            return state.made
        }
    }

    func remove(_ channel: any Channel) {
        state.withLock { _ = $0.open.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    func closeAll() {
        for channel in state.withLock({ Array($0.open.values) }) { channel.close(promise: nil) }
    }
}

/// Plays the script on one connection, beside its event loop.
private final class Player: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let script: RawServer.Script
    private let counter: Counter
    private let input = AsyncStream.makeStream(of: [UInt8].self)
    private var task: Task<Void, Never>?

    init(_ script: @escaping RawServer.Script, _ counter: Counter) {
        self.script = script
        self.counter = counter
    }

    func channelActive(context: ChannelHandlerContext) {
        let (channel, index) = (context.channel, counter.add(context.channel))
        task = Task { [script, stream = input.stream] in
            try? await script(RawConnection(index, channel, stream))
            channel.close(promise: nil)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        input.continuation.yield(Array(unwrapInboundIn(data).readableBytesView))
    }

    func channelInactive(context: ChannelHandlerContext) {
        counter.remove(context.channel)
        input.continuation.finish()
        task?.cancel()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
