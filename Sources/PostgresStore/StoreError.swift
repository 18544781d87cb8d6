public import Postgres

/// Why the store did not do what it was asked to.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What a caller can do about it.
    public enum Code: String, Hashable, Sendable {
        /// What the call names does not exist.
        case notFound
        case alreadyExists
        /// The state does not allow it; retrying alone will not help.
        case failedPrecondition
        case invalidArgument
        /// PostgreSQL did not answer. Repeating is safe for calls with a client-chosen id.
        case unavailable
        /// A statement failed in a way that it should not.
        case `internal`
    }

    /// The kind of failure, for programs.
    public var code: Code
    /// What, where, and what to do; fit to be shown.
    public var message: String
    /// The statement was sent and no answer came: it may have been committed.
    public var outcomeUnknown: Bool
    /// Somebody else has taken control: this controller must stop writing (``Fence``). Nothing was changed.
    public var isFenced = false

    /// An error of this kind; `message` should say what, where, and what to do.
    public init(_ code: Code, _ message: String, outcomeUnknown: Bool = false) {
        self.code = code
        self.message = message
        self.outcomeUnknown = outcomeUnknown
    }

    /// Connection trouble and timeouts are `unavailable`; the rest of what PostgreSQL says is `internal`.
    public init(_ error: PostgresError) {
        let away = error.isConnectionLoss || error.isTransient || error.isTimeout
        self.init(away ? .unavailable : .internal, error.description, outcomeUnknown: error.outcomeUnknown)
    }

    /// The message alone.
    public var description: String { message }

    /// Any error of a transaction's body, as the store reports it.
    static func wrapping(_ error: any Error) -> StoreError {
        switch error {
        case let error as StoreError: error
        case let error as PostgresError: StoreError(error)
        case is CancellationError: StoreError(.unavailable, "the call was cancelled", outcomeUnknown: true)
        default: StoreError(.internal, "\(error)")
        }
    }
}
