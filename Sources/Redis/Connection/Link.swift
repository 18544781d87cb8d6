internal import Glibc
internal import LinuxReactor

/// One connected socket: bytes out, gathered per turn of the reactor; answers in, in order.
///
/// Unchecked, because all of it belongs to the reactor's thread.
final class Link: @unchecked Sendable {
    enum Event: Sendable {
        case reply(RedisValue)
        /// The link is closed. Nothing follows.
        case lost(RedisError)
    }

    private static let chunk = 64 << 10
    /// Other sockets of the reactor get their turn after so many chunks.
    private static let chunksPerTurn = 16

    private let reactor: Reactor
    private let reader: ReplyReader
    private let report: @Sendable (Event) -> Void
    private let place: String
    private var descriptor: Int32
    private var outgoing: [UInt8] = []
    private var written = 0
    private var isFlushScheduled = false
    private var isWriteBlocked = false
    private var buffer = [UInt8](repeating: 0, count: chunk)

    /// Takes over a connected socket.
    init(
        _ descriptor: Int32, configuration: RedisConfiguration, reactor: Reactor,
        report: @escaping @Sendable (Event) -> Void
    ) throws(RedisError) {
        do throws(RedisError) {
            reader = try ReplyReader(maxReplyBytes: configuration.maxReplyBytes)
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        self.descriptor = descriptor
        self.reactor = reactor
        self.report = report
        place = configuration.url.description
        reactor.watch(descriptor, .readable) { [weak self] in self?.ready($0) }
    }

    deinit {
        // Closed by its owner on the reactor's thread, always.
        if descriptor >= 0 { Glibc.close(descriptor) }
    }

    /// Bytes that the system has not taken yet.
    var backlog: Int { outgoing.count - written }

    /// Sends at the end of this turn, together with what others send in it.
    func send(_ bytes: [UInt8]) {
        guard descriptor >= 0 else { return }
        outgoing += bytes
        guard !isFlushScheduled, !isWriteBlocked else { return }
        isFlushScheduled = true
        reactor.atEndOfTurn { self.flush() }
    }

    /// Closes without a word.
    func close() {
        guard descriptor >= 0 else { return }
        reactor.unwatch(descriptor)  // before the number can live again
        Glibc.close(descriptor)
        descriptor = -1
        outgoing = []
        written = 0
    }

    private func lose(_ error: RedisError) {
        guard descriptor >= 0 else { return }
        close()
        report(.lost(error))
    }

    private func ready(_ interest: Interest) {
        if interest.contains(.writable) { flush() }
        if interest.contains(.readable) { receive() }
    }

    private func flush() {
        isFlushScheduled = false
        while descriptor >= 0, backlog > 0 {
            let count = outgoing.withUnsafeBytes { bytes in
                Glibc.send(
                    descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written,
                    Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                written += count
            } else if errno == EAGAIN || errno == EWOULDBLOCK {
                break
            } else if errno != EINTR {
                return lose(broken(Connector.reason(errno)))
            }
        }
        guard descriptor >= 0 else { return }
        if backlog == 0 {
            outgoing.removeAll(keepingCapacity: outgoing.count <= 1 << 20)
            written = 0
        } else if written > 1 << 20 {
            outgoing.removeFirst(written)
            written = 0
        }
        guard (backlog > 0) != isWriteBlocked else { return }
        isWriteBlocked = backlog > 0
        reactor.update(descriptor, isWriteBlocked ? [.readable, .writable] : .readable)
    }

    private func receive() {
        for _ in 0..<Self.chunksPerTurn {
            guard descriptor >= 0 else { return }
            let count = read(descriptor, &buffer, Self.chunk)
            if count == 0 { return lose(broken("the server closed it")) }
            if count < 0 {
                if errno == EINTR { continue }
                if errno == EAGAIN || errno == EWOULDBLOCK { return }
                return lose(broken(Connector.reason(errno)))
            }
            do throws(RedisError) { try take(count) } catch { return lose(error) }
            if count < Self.chunk { return }
        }
    }

    private func take(_ count: Int) throws(RedisError) {
        let fed = buffer.withUnsafeBytes { bytes in
            Result { () throws(RedisError) in
                try reader.feed(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
            }
        }
        try fed.get()
        // Whoever gets an answer may close the link.
        while descriptor >= 0, let value = try reader.next() { report(.reply(value)) }
    }

    private func broken(_ reason: String) -> RedisError {
        RedisError(.connectionLoss, "the connection to Redis at \(place) broke: \(reason)")
    }
}
