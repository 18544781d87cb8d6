public import Resources

/// A refusal of a request, in the form in which an API server reports it: a `Status` object with a code.
public struct APIFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The HTTP status.
    public var code: Int
    /// The machine-readable reason, such as `NotFound`.
    public var reason: String
    /// What a person reads.
    public var message: String
    /// `details` of the status: name, group, kind, uid, causes, retryAfterSeconds.
    public var details: [String: Value]
    /// Seconds for the header `Retry-After`; nil leaves the header out.
    public var retryAfter: Int?
    /// A continue token for `metadata.continue`, which an expired list offers.
    public var continueToken: String?

    /// A refusal with the given parts.
    public init(
        code: Int, reason: String, message: String, details: [String: Value] = [:], retryAfter: Int? = nil,
        continueToken: String? = nil
    ) {
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details
        self.retryAfter = retryAfter
        self.continueToken = continueToken
    }

    /// The reason and the message.
    public var description: String { "\(code) \(reason): \(message)" }

    /// The `Status` object of this refusal.
    public var status: Value {
        var metadata: [String: Value] = [:]
        if let continueToken { metadata["continue"] = .string(continueToken) }
        var members: [String: Value] = [
            "apiVersion": "v1", "kind": "Status", "metadata": .object(metadata), "status": "Failure",
            "message": .string(message), "code": .int(Int64(code)),
        ]
        if !reason.isEmpty { members["reason"] = .string(reason) }
        var details = details
        if let retryAfter { details["retryAfterSeconds"] = .int(Int64(retryAfter)) }
        if !details.isEmpty || code == 422 { members["details"] = .object(details) }
        return .object(members)
    }
}
