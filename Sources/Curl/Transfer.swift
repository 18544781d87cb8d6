internal import CCurl
internal import Synchronization

/// One request on its way.
///
/// Unchecked, because its variables belong to the loop's thread once it is started.
final class Transfer: @unchecked Sendable {
    let request: HTTPRequest
    let target: Target
    let receiver: any ResponseReceiver
    /// The longest silence in the body of a stream; nil for a request with a whole response.
    let idleTimeout: Duration?
    /// Set from anywhere; a transfer may be cancelled before the loop has heard of it.
    let isCancelled = Atomic<Bool>(false)

    /// On the loop's thread: what it is doing.
    var easy: EasyHandle?
    /// On the loop's thread: when the loop ends it; nil is never.
    var deadline: ContinuousClock.Instant?
    private var head = HeadParser()
    private var hasHead = false
    private var bodyOffset = 0
    /// What we found before libcurl did.
    private var failure: HTTPError?

    init(
        _ request: HTTPRequest, to target: Target, receiver: any ResponseReceiver, idleTimeout: Duration?
    ) {
        self.request = request
        self.target = target
        self.receiver = receiver
        self.idleTimeout = idleTimeout
    }

    /// Makes the handle, ready for the multi handle.
    func prepare(_ pool: HTTPClient.Configuration) throws(HTTPError) -> UnsafeMutableRawPointer {
        guard var easy = EasyHandle() else {
            throw HTTPError(
                .invalidRequest, "\(target.name): libcurl gave no handle; is there memory left?",
                mayHaveReachedServer: false)
        }
        easy.prepare(request, to: target, pool: pool, isStream: idleTimeout != nil)
        // Unretained: the loop holds the transfer for as long as libcurl has the handle.
        let context = Unmanaged.passUnretained(self).toOpaque()
        easy.set(CURLOPT_WRITEFUNCTION, calling: bodyReceived)
        easy.set(CURLOPT_WRITEDATA, context: context)
        easy.set(CURLOPT_HEADERFUNCTION, calling: headerReceived)
        easy.set(CURLOPT_HEADERDATA, context: context)
        easy.set(CURLOPT_READFUNCTION, calling: bodyWanted)
        easy.set(CURLOPT_READDATA, context: context)
        guard easy.failure == CURLE_OK else {
            throw HTTPError(
                easy.failure, detail: easy.errorMessage, wasSent: false, refusedByProxy: false,
                target: target.name)
        }
        if idleTimeout != nil { deadline = .now + request.timeout }
        let pointer = easy.pointer
        self.easy = consume easy
        return pointer
    }

    /// The end for libcurl's verdict `code`, to be passed to the receiver.
    func outcome(_ code: CURLcode) -> HTTPError? {
        if let failure { return failure }
        if code == CURLE_OK {
            if hasHead { return nil }
            return error(.malformedResponse, "the response has no head")
        }
        let connectCode = easy?.info(CURLINFO_HTTP_CONNECTCODE) ?? 0
        return HTTPError(
            code, detail: easy?.errorMessage ?? "", wasSent: wasSent,
            refusedByProxy: connectCode != 0 && !(200...299 ~= connectCode), target: target.name)
    }

    /// An error of our own about this transfer.
    func error(_ kind: HTTPError.Kind, _ message: String) -> HTTPError {
        HTTPError(kind, "\(target.name): \(message)", mayHaveReachedServer: wasSent)
    }

    /// What a reader hears who has cancelled; from any thread.
    var cancelled: HTTPError {
        HTTPError(.cancelled, "\(target.name): cancelled", mayHaveReachedServer: true)
    }

    /// The error for a deadline that has passed.
    func expired() -> HTTPError {
        if hasHead {
            return error(.idle, "nothing came for \(idleTimeout ?? .zero); is the peer still there?")
        }
        let message = "no answer within \(request.timeout)"
        return wasSent ? error(.timeout, message) : error(.connect, message)
    }

    /// Lets a paused stream be silent for its whole idle timeout again.
    func restartIdleTimer() {
        guard let idleTimeout, hasHead else { return }
        deadline = .now + idleTimeout
    }

    /// Whether some of the request has left.
    private var wasSent: Bool { (easy?.info(CURLINFO_REQUEST_SIZE) ?? 0) > 0 }
}

// MARK: Called by libcurl

extension Transfer {
    fileprivate func receiveHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        switch head.take(line) {
        case .more: return true
        case .head(let head):
            hasHead = true
            restartIdleTimer()
            receiver.receive(head)
            return true
        case .tooLarge:
            failure = error(.malformedResponse, "the head is larger than \(HeadParser.maximumSize) bytes")
        case .malformed:
            failure = error(.malformedResponse, "the head is not that of an HTTP response")
        }
        return false
    }

    fileprivate func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        switch receiver.receive(bytes) {
        case .taken:
            restartIdleTimer()
            return bytes.count
        case .pause:
            // The silence is the reader's now.
            deadline = nil
            return Int(CURL_WRITEFUNC_PAUSE)
        case .refused(let refusal):
            failure = refusal
            return 0
        }
    }

    fileprivate func giveBody(_ space: UnsafeMutableRawBufferPointer) -> Int {
        guard let body = request.body else { return 0 }
        let count = min(space.count, body.count - bodyOffset)
        space.copyBytes(from: body[bodyOffset..<bodyOffset + count])
        bodyOffset += count
        return count
    }
}

private let headerReceived: ccurl_data_function = { bytes, size, count, context in
    guard let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.receiveHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
        ? size * count : 0
}

private let bodyReceived: ccurl_data_function = { bytes, size, count, context in
    guard let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.receiveBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
}

private let bodyWanted: ccurl_data_function = { space, size, count, context in
    guard let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.giveBody(UnsafeMutableRawBufferPointer(start: space, count: size * count))
}
