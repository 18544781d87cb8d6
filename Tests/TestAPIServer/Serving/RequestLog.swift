import Synchronization

/// One request that the server received.
public struct LoggedRequest: Sendable {
    /// Counts from 1.
    public let number: Int
    /// The HTTP method.
    public let method: String
    /// The path, decoded.
    public let path: String
    /// The query as it came.
    public let query: String
    /// The verb for a resource (`get`, `list`, `watch`, ...), or `other`.
    public let verb: String
    /// The plural; "" for requests that are not for a resource.
    public let resource: String
    /// "" for none.
    public let subresource: String
    /// "" for none.
    public let namespace: String
    /// "" for none.
    public let name: String
    /// The header `User-Agent`.
    public let userAgent: String
    /// The media type of the body.
    public let contentType: String
    /// The body as text.
    public let body: String
    /// Who asked.
    public internal(set) var user: String
    /// The status of the answer; nil before it is given, and when there was none.
    public internal(set) var status: Int?
}

/// The requests that the server received, for tests that count them.
public final class RequestLog: Sendable {
    private struct Waiter {
        var count: Int
        var matches: @Sendable (LoggedRequest) -> Bool
        var continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var requests: [LoggedRequest] = []
        var dropped = 0
        var waiters: [Waiter] = []
    }

    /// Older requests are dropped beyond this many.
    private static let limit = 200_000

    private let state = Mutex(State())

    init() {}

    /// All requests so far, oldest first.
    public var requests: [LoggedRequest] { state.withLock { $0.requests } }

    /// How many requests match.
    public func count(where matches: (LoggedRequest) -> Bool = { _ in true }) -> Int {
        requests.count(where: matches)
    }

    /// Forgets all requests so far; numbers go on.
    public func clear() {
        state.withLock { state in
            state.dropped += state.requests.count
            state.requests = []
        }
    }

    /// Returns when `count` requests that match have come since the log was last cleared.
    public func wait(for count: Int = 1, where matches: @escaping @Sendable (LoggedRequest) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isMet = state.withLock { state in
                if state.requests.count(where: matches) >= count { return true }
                state.waiters.append(Waiter(count: count, matches: matches, continuation: continuation))
                return false
            }
            if isMet { continuation.resume() }
        }
    }

    func add(_ request: IncomingRequest, _ target: RequestTarget?) -> Int {
        let (number, ready) = state.withLock { state in
            let number = state.dropped + state.requests.count + 1
            state.requests.append(
                LoggedRequest(
                    number: number, method: request.method, path: request.path, query: request.queryText,
                    verb: target?.verb ?? "other", resource: target?.resource ?? "",
                    subresource: target?.subresource ?? "", namespace: target?.namespace ?? "",
                    name: target?.name ?? "", userAgent: request.userAgent, contentType: request.contentType,
                    body: String(decoding: request.body, as: UTF8.self), user: "", status: nil))
            if state.requests.count > Self.limit {
                state.requests.removeFirst(Self.limit / 4)
                state.dropped += Self.limit / 4
            }
            return (number, Self.metWaiters(&state))
        }
        for waiter in ready { waiter.continuation.resume() }
        return number
    }

    func note(_ number: Int, user: String? = nil, status: Int? = nil) {
        let ready = state.withLock { state -> [Waiter] in
            let index = number - state.dropped - 1
            guard state.requests.indices.contains(index) else { return [] }
            if let user { state.requests[index].user = user }
            if let status { state.requests[index].status = status }
            return Self.metWaiters(&state)
        }
        for waiter in ready { waiter.continuation.resume() }
    }

    /// Takes out the waiters that have what they wait for.
    private static func metWaiters(_ state: inout State) -> [Waiter] {
        var met: [Waiter] = []
        let requests = state.requests
        state.waiters.removeAll { waiter in
            guard requests.count(where: waiter.matches) >= waiter.count else { return false }
            met.append(waiter)
            return true
        }
        return met
    }
}
