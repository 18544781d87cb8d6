internal import Synchronization

/// Collects a whole response for the one task that waits for it.
///
/// Unchecked, because `head` and `body` belong to the loop's thread; all else is under the lock.
final class ResponseCollector: ResponseReceiver, @unchecked Sendable {
    typealias Outcome = Result<HTTPResponse, HTTPError>

    private struct State {
        var outcome: Outcome?
        var reader: CheckedContinuation<Outcome, Never>?
    }

    /// How much memory a response's own word about its length is worth, in bytes.
    private static let largestReservation = 16 << 20

    private let limit: Int
    private let name: String
    private let state = Mutex(State())
    private var head: HTTPHead?
    private var body: [UInt8] = []

    init(limit: Int, name: String) {
        self.limit = limit
        self.name = name
    }

    func receive(_ head: HTTPHead) {
        self.head = head
        if let length = head.headers["content-length"].flatMap({ Int($0) }), length > 0 {
            body.reserveCapacity(min(length, limit, Self.largestReservation))
        }
    }

    func receive(_ bytes: UnsafeRawBufferPointer) -> BodyVerdict {
        guard body.count + bytes.count <= limit else {
            let message = "\(name): the response is larger than \(limit) bytes"
            return .refused(HTTPError(.tooLarge, message, mayHaveReachedServer: true))
        }
        body.append(contentsOf: bytes)
        return .taken
    }

    func finish(_ failure: HTTPError?) {
        let outcome: Outcome
        switch (failure, head) {
        case (let failure?, _): outcome = .failure(failure)
        case (nil, let head?): outcome = .success(HTTPResponse(head: head, body: body))
        case (nil, nil):
            let message = "\(name): the response has no head"
            outcome = .failure(HTTPError(.malformedResponse, message, mayHaveReachedServer: true))
        }
        let reader = state.withLock { state in
            state.outcome = outcome
            return state.reader.take()
        }
        reader?.resume(returning: outcome)
    }

    /// Gives the outcome to `continuation` as soon as there is one.
    func take(orWait continuation: CheckedContinuation<Outcome, Never>) {
        let outcome = state.withLock { state in
            if state.outcome == nil { state.reader = continuation }
            return state.outcome
        }
        if let outcome { continuation.resume(returning: outcome) }
    }
}
