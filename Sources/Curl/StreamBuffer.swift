internal import Synchronization

/// What has been received of a stream and not been taken yet, and the one task that waits for it.
///
/// Unchecked, because `splitter` and `incoming` belong to the loop's thread; all else is under the lock.
final class StreamBuffer: ResponseReceiver, @unchecked Sendable {
    typealias Next = Result<[[UInt8]]?, HTTPError>
    typealias Head = Result<HTTPHead, HTTPError>

    private struct State {
        var head: HTTPHead?
        var ready: [[UInt8]] = []
        var readyBytes = 0
        var isPaused = false
        var unfinished: [UInt8] = []
        var end: Result<Void, HTTPError>?
        var headReader: CheckedContinuation<Head, Never>?
        var reader: CheckedContinuation<Next, Never>?
    }

    let framing: HTTPStream.Framing
    private let highMark: Int
    private let name: String
    private let state = Mutex(State())
    private var splitter: LineSplitter
    private var incoming: [[UInt8]] = []

    init(_ framing: HTTPStream.Framing, highMark: Int, name: String) {
        self.framing = framing
        self.highMark = max(highMark, 1)
        self.name = name
        splitter = LineSplitter(limit: framing.lineLimit)
    }

    // MARK: On the loop's thread

    func receive(_ head: HTTPHead) {
        let reader = state.withLock { state in
            state.head = head
            return state.headReader.take()
        }
        reader?.resume(returning: .success(head))
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> BodyVerdict {
        let isFull = state.withLock { state in
            state.isPaused = state.readyBytes >= highMark
            return state.isPaused
        }
        if isFull { return .pause }
        if framing == .chunks {
            incoming.append(Array(bytes))
        } else if !splitter.split(bytes, into: &incoming) {
            let message = "\(name): a line is longer than \(splitter.limit) bytes"
            return .refused(HTTPError(.tooLarge, message, mayHaveReachedServer: true))
        }
        deliver()
        return .taken
    }

    private func deliver() {
        if incoming.isEmpty { return }
        let batch = incoming
        incoming.removeAll(keepingCapacity: true)
        let reader = state.withLock { state -> CheckedContinuation<Next, Never>? in
            if let reader = state.reader.take() { return reader }
            state.ready.append(contentsOf: batch)
            state.readyBytes += batch.reduce(0) { $0 + $1.count }
            return nil
        }
        reader?.resume(returning: .success(batch))
    }

    // MARK: From anywhere

    func finish(_ failure: HTTPError?) {
        let (headReader, reader, end) = state.withLock { state in
            if state.end == nil {
                state.end = failure.map { .failure($0) } ?? .success(())
                // A failure may come from elsewhere, and then the splitter is not ours.
                if failure == nil { state.unfinished = splitter.unfinished }
                if failure?.kind == .cancelled { (state.ready, state.readyBytes) = ([], 0) }
            }
            return (state.headReader.take(), state.reader.take(), state.end ?? .success(()))
        }
        headReader?.resume(returning: headAfter(end))
        reader?.resume(returning: end.map { nil })
    }

    private func headAfter(_ end: Result<Void, HTTPError>) -> Head {
        if case .failure(let failure) = end { return .failure(failure) }
        let message = "\(name): the response has no head"
        return .failure(HTTPError(.malformedResponse, message, mayHaveReachedServer: true))
    }

    /// What was left after the last line feed; complete once the stream has ended in order.
    var unfinished: [UInt8] { state.withLock { $0.unfinished } }

    func takeHead(orWait continuation: CheckedContinuation<Head, Never>) {
        let ready = state.withLock { state -> Head? in
            if let head = state.head { return .success(head) }
            if let end = state.end { return headAfter(end) }
            state.headReader = continuation
            return nil
        }
        if let ready { continuation.resume(returning: ready) }
    }

    /// Gives everything that is there, or keeps `continuation` for the next arrival.
    /// - Returns: whether the transfer was paused and is to be resumed.
    func take(orWait continuation: CheckedContinuation<Next, Never>) -> Bool {
        let (ready, wasPaused) = state.withLock { state -> (Next?, Bool) in
            if !state.ready.isEmpty {
                defer { (state.ready, state.readyBytes, state.isPaused) = ([], 0, false) }
                return (.success(state.ready), state.isPaused)
            }
            if let end = state.end { return (end.map { nil }, false) }
            precondition(state.reader == nil, "one task at a time may read an HTTP stream")
            state.reader = continuation
            return (nil, false)
        }
        if let ready { continuation.resume(returning: ready) }
        return wasPaused
    }
}
