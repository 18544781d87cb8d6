import Synchronization

/// The bearer tokens that are known.
final class TokenTable: Sendable {
    private let callers = Mutex<[String: Caller]>([:])

    func add(_ token: String, _ caller: Caller) { callers.withLock { $0[token] = caller } }

    func remove(_ token: String) { callers.withLock { $0[token] = nil } }

    /// A token of `caller`; the same one each time.
    func token(of caller: Caller) -> String {
        callers.withLock { callers in
            if let known = callers.first(where: { $0.value == caller }) { return known.key }
            let token = "token-\(callers.count + 1)-\(UInt64.random(in: .min ... .max))"
            callers[token] = caller
            return token
        }
    }

    /// Who a request with this Authorization header comes from; throws for a token that is not known.
    func caller(authorization: String?, otherwise: Caller) throws(APIFailure) -> Caller {
        guard let authorization else { return otherwise }
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer",
            let caller = callers.withLock({ $0[String(parts[1])] })
        else { throw .unauthorized }
        return caller
    }
}
