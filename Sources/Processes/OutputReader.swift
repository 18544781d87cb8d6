internal import Glibc
internal import LinuxReactor
internal import Synchronization

/// Reads one captured stream of a child into a bounded buffer, as fast as it comes, so that the child
/// never waits for us. Whoever listens gets it piece by piece besides. Owns the reading end of the pipe.
final class OutputReader: Sendable {
    private struct State: Sendable {
        var descriptor: Int32
        var buffer: HeadTailBuffer
    }

    private static let chunkBytes = 64 * 1024  // what a pipe holds

    private let state: Mutex<State>
    private let reactor: Reactor
    private let heard: (@Sendable ([UInt8]) -> Void)?
    private let closed: @Sendable () -> Void

    /// - Parameters:
    ///   - heard: Called on the reactor's thread with everything that was read.
    ///   - closed: Called once, on the reactor's thread, when the stream has ended by itself.
    init(
        _ descriptor: Int32, limit: Int, on reactor: Reactor, heard: (@Sendable ([UInt8]) -> Void)? = nil,
        closed: @escaping @Sendable () -> Void
    ) {
        state = Mutex(State(descriptor: descriptor, buffer: HeadTailBuffer(limit: limit)))
        self.reactor = reactor
        self.heard = heard
        self.closed = closed
        reactor.watch(descriptor, .readable) { _ in self.readAvailable() }
    }

    /// What has been read so far.
    var buffer: HeadTailBuffer { state.withLock { $0.buffer } }

    /// One chunk per turn: the reactor comes back while there is more, and others get theirs between.
    private func readAvailable() {
        let (isOpen, piece) = state.withLock { state in
            withUnsafeTemporaryAllocation(byteCount: Self.chunkBytes, alignment: 1) { chunk in
                let count = read(state.descriptor, chunk.baseAddress, chunk.count)
                let isOpen = count > 0 || count < 0 && (errno == EAGAIN || errno == EINTR)
                guard count > 0 else { return (isOpen, [UInt8]()) }
                let bytes = UnsafeRawBufferPointer(rebasing: chunk[..<count])
                state.buffer.append(bytes)
                return (isOpen, heard == nil ? [] : [UInt8](bytes))
            }
        }
        if !piece.isEmpty { heard?(piece) }
        if isOpen { return }
        close()
        closed()
    }

    /// Reads what a pipe may still hold although nobody is left to write. On the reactor's thread.
    func drain() {
        if state.withLock({ $0.descriptor >= 0 }) { readAvailable() }
    }

    /// Stops reading. On the reactor's thread; harmless when repeated.
    func close() {
        let descriptor = state.withLock { state in
            defer { state.descriptor = -1 }
            return state.descriptor
        }
        if descriptor < 0 { return }
        reactor.unwatch(descriptor)
        Glibc.close(descriptor)
    }
}
