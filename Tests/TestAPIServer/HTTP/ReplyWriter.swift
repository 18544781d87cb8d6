import Glibc
import NIOCore
import NIOHTTP1

/// Writes the response to one request. May be used from any thread.
struct ReplyWriter: Sendable {
    let channel: any Channel
    /// The channel of the socket; the same as `channel` unless requests share a connection.
    let connection: any Channel
    let keepAlive: Bool

    func send(_ answer: Answer, truncatedTo limit: Int? = nil) {
        var head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: answer.status))
        for (name, value) in answer.headers { head.headers.add(name: name, value: value) }
        head.headers.replaceOrAdd(name: "Content-Length", value: String(answer.body.count))
        if !keepAlive { head.headers.add(name: "Connection", value: "close") }
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        if let limit {
            let part = ByteBuffer(bytes: answer.body.prefix(limit))
            channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(part))).whenComplete { _ in
                connection.close(promise: nil)
            }
            return
        }
        channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: answer.body))), promise: nil)
        end()
    }

    /// Begins a response that goes on until ``end()``.
    func begin(headers: [(name: String, value: String)]) {
        var head = HTTPResponseHead(version: .http1_1, status: .ok)
        for (name, value) in headers { head.headers.add(name: name, value: value) }
        if channel === connection { head.headers.add(name: "Transfer-Encoding", value: "chunked") }
        channel.writeAndFlush(HTTPServerResponsePart.head(head), promise: nil)
    }

    func write(_ bytes: [UInt8]) {
        channel.writeAndFlush(
            HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: bytes))), promise: nil)
    }

    func end() {
        let done = channel.writeAndFlush(HTTPServerResponsePart.end(nil))
        if !keepAlive { done.whenComplete { _ in connection.close(promise: nil) } }
    }

    /// Closes the connection in the middle of whatever was sent.
    func drop() { connection.close(promise: nil) }

    /// Resets the connection, so that the client reads an error and not an end.
    func reset() {
        guard let socket = connection as? any SocketOptionProvider else { return drop() }
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in
            connection.close(promise: nil)
        }
    }
}
