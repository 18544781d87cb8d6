internal import Curl

/// Decides whether a call is made once more. Holds no clock: it says how long to wait.
///
/// The rules are client-go's: a read that lost its connection is repeated, a write never; an answer of 429 or
/// from 500 on is waited out only when the server says for how long. None of this depends on what is read.
struct Attempts {
    /// How often an answer with `Retry-After` is followed.
    static let maximumRetries = 10
    /// How often a lost connection is made up for.
    static let maximumReconnects = 3
    /// The longest single wait; a server that wants more gets its answer passed on to the caller.
    static let longestWait = Duration.seconds(30)
    /// The longest wait of a call in all.
    static let longestTotal = Duration.seconds(60)

    private let isRead: Bool
    private var retries = 0
    private var reconnects = 0
    private var waited = Duration.zero

    init(isRead: Bool) {
        self.isRead = isRead
    }

    /// The wait before the next attempt; nil is to give up.
    ///
    /// - Parameter random: From 0 to 1, spreads out callers who were all sent away at once.
    mutating func wait(after head: HTTPHead, random: Double) -> Duration? {
        guard head.status == 429 || head.status >= 500, retries < Self.maximumRetries,
            let seconds = head.retryAfterSeconds
        else { return nil }
        let asked = Duration.seconds(min(seconds, 1 << 30))
        let wait = asked + asked * (random * 0.2)
        guard asked <= Self.longestWait, waited + wait <= Self.longestTotal else { return nil }
        retries += 1
        waited += wait
        return wait
    }

    /// Whether to try again at once.
    mutating func mayRepeat(after error: HTTPError) -> Bool {
        guard reconnects < Self.maximumReconnects else { return false }
        switch error.kind {
        // A write goes out again only when nothing of it can have arrived.
        case .connectionLost where isRead || !error.mayHaveReachedServer:
            reconnects += 1
            return true
        default: return false
        }
    }
}

extension HTTPHead {
    /// What `Retry-After` says in seconds; a date, which the API server never sends, counts as nothing.
    var retryAfterSeconds: Int? { headers["retry-after"].flatMap { Int($0) }.map { max($0, 0) } }
}
