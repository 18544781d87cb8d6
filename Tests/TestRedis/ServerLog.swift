import Glibc
import LinuxReactor
import Synchronization

/// What a server prints into a named pipe. It ends when the server has.
final class ServerLog: Sendable {
    private struct State {
        var text = ""
        /// Nil: nobody knows yet.
        var isReady: Bool?
        var waiter: CheckedContinuation<Bool, Never>?
    }

    /// A server says much before it is ready only when it has much to complain about.
    private static let limit = 64 << 10

    let path: String
    private let descriptor: Int32
    private let thread = BlockingThread(name: "redis-log")
    private let state = Mutex(State())

    init(_ path: String) throws(RedisServer.Failure) {
        self.path = path
        unlink(path)
        guard mkfifo(path, 0o600) == 0 else { throw .didNotStart("cannot make \(path)") }
        // Without waiting for somebody to open the other end, which is still to come.
        descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw .didNotStart("cannot open \(path)") }
    }

    deinit { close(descriptor) }

    var text: String { state.withLock { $0.text } }

    /// Reads from now on, which somebody must so that the server can go on writing. The server has the other end.
    func follow() {
        _ = fcntl(descriptor, F_SETFL, 0)
        thread.submit { [self] in
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return settle(false) }
                take(String(decoding: buffer.prefix(count), as: UTF8.self))
            }
        }
    }

    /// Waits until the server takes commands; false when it ended before.
    func ready() async -> Bool {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state in
                if state.isReady == nil { state.waiter = continuation }
                return state.isReady
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    private func take(_ words: String) {
        let isReady = state.withLock { state in
            if state.text.utf8.count < Self.limit { state.text += words }
            return state.text.contains("eady to accept connections")
        }
        if isReady { settle(true) }
    }

    private func settle(_ isReady: Bool) {
        let waiter = state.withLock { state in
            if state.isReady == nil { state.isReady = isReady }
            return state.waiter.take()
        }
        waiter?.resume(returning: isReady)
    }
}
