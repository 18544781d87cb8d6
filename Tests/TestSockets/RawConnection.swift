package import NIOCore
internal import NIOPosix
package import NIOSSL

/// The server's side of one connection, byte by byte.
package final class RawConnection {
    package struct EndOfInput: Error {}

    /// How many connections the server had before this one.
    package let index: Int
    private let channel: any Channel
    private var input: AsyncStream<[UInt8]>.AsyncIterator
    private var unread: [UInt8] = []

    package init(_ index: Int, _ channel: any Channel, _ input: AsyncStream<[UInt8]>) {
        self.index = index
        self.channel = channel
        self.input = input.makeAsyncIterator()
    }

    /// Exactly so many bytes.
    package func read(_ count: Int) async throws -> [UInt8] {
        while unread.count < count { try await more() }
        defer { unread.removeFirst(count) }
        return Array(unread.prefix(count))
    }

    /// A request with its body; fails with `EndOfInput` when the client has gone.
    package func request() async throws -> RawRequest {
        while true {
            if let end = unread.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = String(decoding: unread[..<end.lowerBound], as: UTF8.self)
                unread.removeFirst(end.upperBound)
                var request = RawRequest(head: head)
                request.body = try await read(Int(request["content-length"] ?? "0") ?? 0)
                return request
            }
            try await more()
        }
    }

    /// Waits until the client closes its side.
    package func end() async throws {
        do { while true { try await more() } } catch is EndOfInput {}
    }

    private func more() async throws {
        guard let bytes = await input.next(isolation: #isolation) else { throw EndOfInput() }
        unread += bytes
    }

    package func write(_ text: String) async throws { try await write(Array(text.utf8)) }

    /// Returns once the bytes are on their way, so a reader that is behind holds the writer up.
    package func write(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// An answer with a length.
    package func answer(_ status: String = "200 OK", headers: String = "", _ body: String = "") async throws {
        try await write("HTTP/1.1 \(status)\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// The head of an answer whose body goes on until the connection ends, and the beginning of the body in
    /// the same packet.
    package func beginStream(_ text: String = "") async throws {
        try await write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + text)
    }

    /// Writes `text`; from there on this is a TLS server. Both in one go: the client answers at once.
    package func startTLS(_ context: NIOSSLContext, after text: String) async throws {
        let channel = channel
        try await channel.eventLoop.submit {
            channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
            try channel.pipeline.syncOperations.addHandler(
                NIOSSLServerHandler(context: context), position: .first)
        }.get()
    }

    /// Ends the connection with RST.
    package func reset() async throws {
        let socket = channel as? any SocketOptionProvider
        try await socket?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        try? await channel.close().get()
    }
}
