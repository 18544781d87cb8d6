/// Why there is no response, or why a body ended early.
public struct HTTPError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, as far as a caller can act on it.
    public enum Kind: String, Hashable, Sendable {
        /// The request cannot be sent as it is: its URL, a header field, a certificate or a key is malformed.
        case invalidRequest
        /// The host's or the proxy's name has no address.
        case resolve
        /// Nobody takes connections there, or not in time.
        case connect
        /// The proxy refused, or did not speak as a proxy does.
        case proxy
        /// The TLS handshake failed: the server is not whom it should be, or did not like us.
        case tls
        /// The response did not come, or not to its end, in time.
        case timeout
        /// A stream brought nothing for longer than its idle timeout.
        case idle
        /// The connection was lost before the response was complete.
        case connectionLost
        /// The server does not speak HTTP as it should.
        case malformedResponse
        /// The body, or one line of a stream, is larger than the limit.
        case tooLarge
        /// The task was cancelled, or the stream was.
        case cancelled
        /// The client was shut down.
        case shutDown
    }

    /// What went wrong.
    public let kind: Kind
    /// What failed, where, and what to look at.
    public let message: String
    /// Whether the server may have seen the request and may have acted on it. When this is false, it is safe
    /// to send any request again.
    public let mayHaveReachedServer: Bool

    /// The message.
    public var description: String { message }

    /// An error with these parts.
    public init(_ kind: Kind, _ message: String, mayHaveReachedServer: Bool) {
        self.kind = kind
        self.message = message
        self.mayHaveReachedServer = mayHaveReachedServer
    }
}
