/// Why a call failed. Its description never holds parameters, rows or passwords.
public struct PostgresError: Error, Hashable, Sendable {
    /// What kind of failure it is; the flags below are usually what a caller asks for.
    public enum Kind: Hashable, Sendable {
        /// The server refused the statement and undid the whole call. `sqlstate` tells why.
        case server
        /// No connection, or it broke.
        case connectionLoss
        /// No answer, or no free connection, in time.
        case timeout
        /// The calling task was cancelled.
        case cancelled
        /// The call itself cannot be carried out: the pool is shut down, its queue is full, the
        /// connection string is broken, the transaction is over, the parameters are too many.
        case refused
    }

    /// What kind of failure it is.
    public var kind: Kind
    /// The server's five-character code, if the server said something.
    public var sqlstate: String?
    /// What happened, in one line.
    public var message: String
    /// The server's detail. It may quote row data, so it is left out of `description`.
    public var detail: String?
    /// What to do about it.
    public var hint: String?
    /// The constraint that was violated.
    public var constraint: String?
    /// The name of the statement that failed.
    public var statement: String?
    /// The statement was sent and no answer came: it may or may not have been carried out.
    public var outcomeUnknown: Bool
    /// "cached plan must not change result type": preparing the statement anew mends it. The message is
    /// translated and its code is shared with others, so the place in the server tells.
    var isStalePlan = false

    init(
        _ kind: Kind, _ message: String, sqlstate: String? = nil, hint: String? = nil,
        statement: String? = nil, outcomeUnknown: Bool = false
    ) {
        self.kind = kind
        self.message = message
        self.sqlstate = sqlstate
        self.hint = hint
        self.statement = statement
        self.outcomeUnknown = outcomeUnknown
    }

    /// There was no connection, or it broke.
    public var isConnectionLoss: Bool { kind == .connectionLoss }
    /// The answer, or a free connection, did not come in time.
    public var isTimeout: Bool { kind == .timeout }
    /// The calling task was cancelled.
    public var isCancelled: Bool { kind == .cancelled }

    /// The same call may well succeed a moment later: a lost connection, a serialization failure, a
    /// deadlock, a lock not available, a server that starts, stops or is full. See `outcomeUnknown` before
    /// repeating something that must not happen twice.
    public var isTransient: Bool {
        if isConnectionLoss { return true }
        guard let sqlstate else { return false }
        return sqlstate.hasPrefix("08") || sqlstate.hasPrefix("57P0") && sqlstate <= "57P03"
            || ["40001", "40P01", "53300", "55P03"].contains(sqlstate)
    }
}

extension PostgresError: CustomStringConvertible {
    /// What happened, in which statement, and what to do.
    public var description: String {
        var text = message
        if let statement, !statement.isEmpty { text = "statement \"\(statement)\": " + text }
        if let sqlstate { text += " (\(sqlstate))" }
        if outcomeUnknown { text += "; it may or may not have been carried out" }
        if let hint { text += "; \(hint)" }
        return text
    }
}
