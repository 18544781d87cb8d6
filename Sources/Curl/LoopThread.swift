internal import CCurl
internal import Glibc

/// A named, detached thread that runs one body and ends.
struct LoopThread {
    /// The box crosses into the C callback: retained here once, taken back there once.
    fileprivate final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    @discardableResult
    init(name: String, _ body: @escaping @Sendable () -> Void) {
        let start = Unmanaged.passRetained(Start(name: name, body: body))
        var handle = pthread_t()
        let failure = pthread_create(&handle, nil, runThread, start.toOpaque())
        precondition(failure == 0, "cannot start a thread: \(String(cString: strerror(failure)))")
        pthread_detach(handle)
    }
}

private func runThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let start = Unmanaged<LoopThread.Start>.fromOpaque(context).takeRetainedValue()
    ccurl_name_thread(start.name)
    // A connection that the peer has closed must be an error of the write, not a signal to the process.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    start.body()
    return nil
}
