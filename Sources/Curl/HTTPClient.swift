internal import Synchronization

/// An HTTP client over libcurl's multi interface: one thread, which makes all connections and keeps them for
/// the next request.
///
/// It keeps no cookies, follows no redirects, and does not look at the environment.
public final class HTTPClient: Sendable {
    /// How connections are kept.
    public struct Configuration: Hashable, Sendable {
        /// The name of the thread as tools show it; the system keeps the first 15 bytes.
        public var threadName: String
        /// No request begins on a connection that is older. Addresses, certificates and authorities of a
        /// server change; this bounds how long the old ones are believed.
        public var maximumConnectionAge: Duration
        /// A connection that was idle for longer is not used again.
        public var maximumIdleTime: Duration
        /// The most connections that are kept while nothing is under way on them.
        public var maximumIdleConnections: Int
        /// How much of a stream is kept for a slow reader before the server has to wait, in bytes.
        public var streamBufferSize: Int

        /// A configuration with these parts.
        public init(
            threadName: String = "http", maximumConnectionAge: Duration = .seconds(30 * 60),
            maximumIdleTime: Duration = .seconds(90), maximumIdleConnections: Int = 16,
            streamBufferSize: Int = 1 << 20
        ) {
            self.threadName = threadName
            self.maximumConnectionAge = maximumConnectionAge
            self.maximumIdleTime = maximumIdleTime
            self.maximumIdleConnections = maximumIdleConnections
            self.streamBufferSize = streamBufferSize
        }
    }

    fileprivate struct State {
        /// Where requests begin. Made with the first one.
        var current: MultiLoop?
        /// Those that only finish what they have. Weak, because they go by themselves.
        var retired: [WeakLoop] = []
        var isShutDown = false
    }

    fileprivate struct WeakLoop {
        weak var loop: MultiLoop?
    }

    private let configuration: Configuration
    private let state = Mutex(State())

    /// A client. Its thread starts with the first request.
    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    deinit {
        state.withLock { $0.current?.retire() }
    }

    /// Sends a request and waits for the whole response, of whatever status. Cancelling the task ends it.
    ///
    /// When the response does not come in time, the connection may be dead, and with HTTP/2 others wait on it
    /// too: later requests begin on new ones.
    public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        try request.validate()
        let target = try Target(request)
        let collector = ResponseCollector(limit: request.bodyLimit, name: target.name)
        let transfer = Transfer(request, to: target, receiver: collector, idleTimeout: nil)
        let loop = try start(transfer)
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { collector.take(orWait: $0) }
        } onCancel: {
            loop.cancel(transfer)
        }
        if case .failure(let error) = outcome, error.kind == .timeout { drop(loop) }
        return try outcome.get()
    }

    /// Sends a request and waits for the head of the response, of whatever status. Nothing but silence and the
    /// server bounds how long the body goes on.
    ///
    /// - Parameters:
    ///   - request: What to send; its `timeout` is for the head.
    ///   - framing: How the body is cut into pieces.
    ///   - idleTimeout: How long the body may be silent, from its last byte on. While the reader is behind,
    ///     the time does not run.
    public func stream(
        _ request: HTTPRequest, framing: HTTPStream.Framing, idleTimeout: Duration
    ) async throws(HTTPError) -> HTTPStream {
        try request.validate()
        let target = try Target(request)
        let buffer = StreamBuffer(framing, highMark: configuration.streamBufferSize, name: target.name)
        let transfer = Transfer(request, to: target, receiver: buffer, idleTimeout: idleTimeout)
        let loop = try start(transfer)
        let head = await withTaskCancellationHandler {
            await withCheckedContinuation { buffer.takeHead(orWait: $0) }
        } onCancel: {
            buffer.finish(transfer.cancelled)
            loop.cancel(transfer)
        }
        return HTTPStream(try head.get(), buffer, transfer, on: loop)
    }

    /// Lets requests from now on begin on new connections. What is under way goes on where it is. For when
    /// credentials or authorities have changed, and when a connection looks dead.
    public func dropConnections() {
        state.withLock { $0.retireCurrent() }
    }

    /// Takes a loop out of use, unless that has happened already.
    private func drop(_ loop: MultiLoop) {
        state.withLock { if $0.current === loop { $0.retireCurrent() } }
    }

    /// Ends all requests and streams with `shutDown`, and waits until the thread is gone. Later requests fail.
    public func shutdown() async {
        let loops = state.withLock { state in
            state.isShutDown = true
            state.retireCurrent()
            return state.retired.compactMap(\.loop)
        }
        for loop in loops { await loop.shutDown() }
    }

    /// Starts the transfer on the present loop, under the lock, so that the loop cannot have ended before it
    /// hears of it. Loops are replaced at the age limit, because libcurl looks at the age of idle connections
    /// only: a multiplexed connection that is never idle would live for ever.
    private func start(_ transfer: Transfer) throws(HTTPError) -> MultiLoop {
        let (loop, isShutDown) = state.withLock { state -> (MultiLoop?, Bool) in
            if state.isShutDown { return (nil, true) }
            if let loop = state.current, loop.started + configuration.maximumConnectionAge <= .now {
                state.retireCurrent()
            }
            if state.current == nil { state.current = MultiLoop(configuration) }
            state.current?.start(transfer)
            return (state.current, false)
        }
        if let loop { return loop }
        let message =
            isShutDown ? "the HTTP client has been shut down" : "libcurl cannot start; is there memory left?"
        throw HTTPError(isShutDown ? .shutDown : .invalidRequest, message, mayHaveReachedServer: false)
    }
}

extension HTTPClient.State {
    fileprivate mutating func retireCurrent() {
        retired.removeAll { $0.loop == nil }
        guard let loop = current.take() else { return }
        loop.retire()
        retired.append(HTTPClient.WeakLoop(loop: loop))
    }
}
