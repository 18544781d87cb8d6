/// The API server's answer when a request failed, or when a watch ends.
public struct APIStatus: Error, Hashable, Sendable, CustomStringConvertible {
    /// The HTTP status, such as 409.
    public let code: Int
    /// A word for programs, such as `Conflict`; empty when the server gave none.
    public let reason: String
    /// A sentence for people.
    public let message: String
    /// The object and the single causes, if the server named them.
    public let details: StatusDetails?

    /// A status made in code.
    public init(code: Int, reason: String = "", message: String = "", details: StatusDetails? = nil) {
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details
    }

    /// Reads a `Status` object, the whole of `json`.
    ///
    /// - Throws: ``MalformedJSON`` when `json` is not JSON or not a `Status`.
    public init(json: some Collection<UInt8>) throws(MalformedJSON) {
        var reader = JSONReader(Array(json))
        self = try reader.status(requireKind: true)
        try reader.end()
    }

    /// The status of an HTTP answer other than 2xx, whatever its body is: proxies and unserved paths answer
    /// with plain text. `httpStatus` wins over a code in the body that is 0. At most 1,000 bytes of a body
    /// that is no `Status` become the message.
    public init(httpStatus: Int, body: [UInt8]) {
        if let status = try? APIStatus(json: body) {
            self.init(
                code: status.code == 0 ? httpStatus : status.code, reason: status.reason,
                message: status.message, details: status.details)
        } else {
            var text = String(decoding: body.prefix(1_000), as: UTF8.self)
            while text.last?.isWhitespace == true { text.removeLast() }
            self.init(code: httpStatus, message: text)
        }
    }

    /// The single reasons; empty when the server gave none.
    public var causes: [StatusCause] { details?.causes ?? [] }

    /// How long the server wants to be left alone, if it said so in the body.
    public var retryAfter: Duration? { details?.retryAfterSeconds.map { .seconds(max($0, 0)) } }

    /// Message, reason and code on one line.
    public var description: String {
        let text = message.isEmpty ? "the API server refused the request" : message
        return reason.isEmpty ? "\(text) (HTTP \(code))" : "\(text) (\(reason), HTTP \(code))"
    }
}
