internal import CLinux
internal import Glibc
internal import LinuxReactor
internal import Synchronization

/// Writes a child's standard input whenever the pipe has room, then closes it. Owns the writing end.
final class InputWriter: Sendable {
    private struct State: Sendable {
        var descriptor: Int32
        var written = 0
        var isWatched = false
    }

    private let bytes: [UInt8]
    private let state: Mutex<State>
    private let reactor: Reactor

    /// Writes at once what the pipe takes; most input fits and needs no further turn.
    init(_ descriptor: Int32, _ bytes: [UInt8], on reactor: Reactor) {
        state = Mutex(State(descriptor: descriptor))
        self.bytes = bytes
        self.reactor = reactor
        if write() {
            close()
        } else {
            state.withLock { $0.isWatched = true }
            reactor.watch(descriptor, .writable) { _ in
                if self.write() { self.close() }
            }
        }
    }

    /// Returns whether there is nothing more to do: all written, or nobody reads any more.
    private func write() -> Bool {
        state.withLock { state in
            while state.written < bytes.count {
                let count = bytes.withUnsafeBytes {
                    cspawn_write(
                        state.descriptor, $0.baseAddress?.advanced(by: state.written),
                        $0.count - state.written)
                }
                if count == -Int(EINTR) { continue }
                if count < 0 { return count != -Int(EAGAIN) }
                state.written += count
            }
            return true
        }
    }

    /// Closes the pipe. On the reactor's thread; harmless when repeated.
    func close() {
        let (descriptor, isWatched) = state.withLock { state in
            defer { state.descriptor = -1 }
            return (state.descriptor, state.isWatched)
        }
        if descriptor < 0 { return }
        if isWatched { reactor.unwatch(descriptor) }
        Glibc.close(descriptor)
    }
}
