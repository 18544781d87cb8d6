/// How the connection under a request is made. Requests share a connection only when these are equal.
public struct ConnectionSettings: Hashable, Sendable {
    /// The versions of HTTP that are offered.
    public enum Version: Hashable, Sendable {
        /// HTTP/2 where a TLS server offers it, with many requests on one connection; else HTTP/1.1.
        case automatic
        /// HTTP/1.1 on a connection that no other request uses at the same time. Streams whose reader may be
        /// slow want this: libcurl 7.88 stops reading a whole HTTP/2 connection for one paused stream.
        case http1
    }

    /// How TLS is spoken, for `https`.
    public var tls: TLSSettings
    /// The proxy in between: `http://`, `https://` or `socks5://`, with user and password where needed; a
    /// SOCKS proxy also resolves the name. nil is none: the environment's proxies are not looked at.
    /// An `https` proxy is verified with the same authorities as the server.
    public var proxy: String?
    /// The time for resolving the name, connecting, the proxy's handshake and TLS together.
    public var connectTimeout: Duration
    /// The versions of HTTP that are offered.
    public var version: Version
    /// Asks for a compressed body, which is decompressed on arrival.
    public var acceptsGzip: Bool

    /// Settings with these parts.
    public init(
        tls: TLSSettings = TLSSettings(), proxy: String? = nil, connectTimeout: Duration = .seconds(5),
        version: Version = .automatic, acceptsGzip: Bool = false
    ) {
        self.tls = tls
        self.proxy = proxy
        self.connectTimeout = connectTimeout
        self.version = version
        self.acceptsGzip = acceptsGzip
    }
}
