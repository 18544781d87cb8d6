/// A request. Redirects are not followed, and nothing is sent twice that may have been carried out: only a GET
/// or HEAD, or a request without body that RFC 9110 §9.2.2 calls idempotent, is repeated, once a reused
/// connection turns out to be dead.
public struct HTTPRequest: Hashable, Sendable {
    /// The default limit of a response's body: 64 MiB.
    public static let defaultBodyLimit = 64 << 20

    /// The method, such as `PATCH`.
    public var method: String
    /// An `http` or `https` URL, with its query already escaped.
    public var url: String
    /// Header fields; `Host`, `Content-Length` and the framing are the client's own.
    public var headers: HTTPHeaders
    /// The body; nil is none.
    public var body: [UInt8]?
    /// How the connection is made.
    public var connection: ConnectionSettings
    /// The time from the call to the last byte of the response; of a stream, to the end of its head.
    public var timeout: Duration
    /// The largest body that is taken, in bytes after decompression. Does not apply to streams.
    public var bodyLimit: Int

    /// A request with these parts.
    public init(
        method: String = "GET", url: String, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8]? = nil,
        connection: ConnectionSettings = ConnectionSettings(), timeout: Duration = .seconds(30),
        bodyLimit: Int = HTTPRequest.defaultBodyLimit
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.connection = connection
        self.timeout = timeout
        self.bodyLimit = bodyLimit
    }
}

extension HTTPRequest {
    /// What libcurl repeats by itself on a fresh connection when a reused one dies before any answer must be
    /// harmless to repeat. A body stops it (see `EasyHandle`); a POST or PATCH without one needs this.
    var mustUseFreshConnection: Bool {
        (body ?? []).isEmpty && !["GET", "HEAD", "OPTIONS", "PUT", "DELETE"].contains(method)
    }
}
