import NIOCore
import NIOHTTP1

/// Gathers requests on one connection (or one HTTP/2 stream) and hands them to the server.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// Larger bodies are refused, as the real server refuses them (3 MiB there).
    private static let bodyLimit = 3 << 20

    private let server: ServerCore
    private let endpoint: Endpoint
    private let connection: any Channel
    private let certificateUser: Caller?
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(server: ServerCore, endpoint: Endpoint, connection: any Channel, certificateUser: Caller? = nil) {
        self.server = server
        self.endpoint = endpoint
        self.connection = connection
        self.certificateUser = certificateUser
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let buffer):
            if body.count <= Self.bodyLimit { body.append(contentsOf: buffer.readableBytesView) }
        case .end:
            guard let head else { return }
            self.head = nil
            dispatch(head, context.channel)
        }
    }

    private func dispatch(_ head: HTTPRequestHead, _ channel: any Channel) {
        // A stream of HTTP/2 says nothing about its connection.
        let keepAlive = channel !== connection || head.isKeepAlive
        let reply = ReplyWriter(channel: channel, connection: connection, keepAlive: keepAlive)
        if body.count > Self.bodyLimit {
            let message = "Request entity too large: limit is \(Self.bodyLimit)"
            return reply.send(
                Answer(APIFailure(code: 413, reason: "RequestEntityTooLarge", message: message)))
        }
        let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let queryText = parts.count > 1 ? parts[1] : ""
        let request = IncomingRequest(
            method: head.method.rawValue, path: QueryParameters.decodedPath(parts[0]),
            query: QueryParameters(queryText), queryText: String(queryText), headers: head.headers,
            body: body,
            caller: certificateUser ?? .anonymous, replica: endpoint.replica)
        body = []
        server.serve(request, reply)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

/// Which of the server's addresses a connection came to.
struct Endpoint: Sendable {
    var replica: Int?
}
