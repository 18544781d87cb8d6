/// A response whose body is read while it arrives.
///
/// A reader that is slower than the server makes the server wait: at most a mebibyte or so is kept here, plus
/// the line that is being received. One task at a time reads. Letting go of the stream ends it.
public final class HTTPStream: Sendable {
    /// How the body is cut into pieces.
    public enum Framing: Hashable, Sendable {
        /// At line feeds, which are left out. A line longer than `limit` bytes is an error.
        case lines(limit: Int)
        /// As it arrives.
        case chunks

        /// The longest line of a Kubernetes watch that is taken: 16 MiB.
        public static let defaultLineLimit = 16 << 20

        var lineLimit: Int {
            switch self {
            case .lines(let limit): limit
            case .chunks: 0
            }
        }
    }

    /// Status and header fields.
    public let head: HTTPHead
    private let buffer: StreamBuffer
    private let transfer: Transfer
    private let loop: MultiLoop

    init(_ head: HTTPHead, _ buffer: StreamBuffer, _ transfer: Transfer, on loop: MultiLoop) {
        self.head = head
        self.buffer = buffer
        self.transfer = transfer
        self.loop = loop
    }

    deinit {
        loop.cancel(transfer)
    }

    /// The pieces that have arrived since the last call, at least one; waits for them when there are none.
    /// nil is the orderly end of the body.
    ///
    /// - Throws: `HTTPError` when the stream ended otherwise, after all pieces before that; `cancelled` at
    ///   once when the task or the stream was cancelled.
    public func next() async throws(HTTPError) -> [[UInt8]]? {
        let next = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if buffer.take(orWait: continuation) { loop.resume(transfer) }
            }
        } onCancel: {
            cancel()
        }
        return try next.get()
    }

    /// What came after the last line feed, once `next` has returned nil. Empty for `.chunks`.
    public var unfinishedLine: [UInt8] { buffer.unfinished }

    /// The rest of the body in one piece, with the line feeds that were left out.
    ///
    /// - Parameter limit: The most that is taken, in bytes; the rest is dropped and the stream is cancelled.
    public func collect(limit: Int) async throws(HTTPError) -> [UInt8] {
        var body: [UInt8] = []
        let isLines = buffer.framing != .chunks
        while let pieces = try await next() {
            for piece in pieces {
                body += piece
                if isLines { body.append(0x0A) }
            }
            if body.count > limit {
                cancel()
                return Array(body.prefix(limit))
            }
        }
        return body + unfinishedLine
    }

    /// Ends the stream. Harmless when it has ended.
    public func cancel() {
        buffer.finish(transfer.cancelled)
        loop.cancel(transfer)
    }
}
