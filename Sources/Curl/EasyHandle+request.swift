internal import CCurl

extension EasyHandle {
    /// The time for which a peer may leave sent bytes unacknowledged.
    private static let acknowledgeLimit = Duration.seconds(30)
    /// How long a connection is idle before the kernel probes the peer, and between two probes; in seconds.
    private static let (keepAliveIdle, keepAliveInterval) = (30, 15)
    /// How much libcurl reads at once, in bytes.
    private static let readSize = 64 << 10

    /// Sets up everything but the callbacks.
    ///
    /// - Parameters:
    ///   - request: What to send.
    ///   - target: Where to.
    ///   - pool: How long connections are kept.
    ///   - isStream: whether the body has no end to wait for, so that only the stream's own limits apply.
    mutating func prepare(
        _ request: HTTPRequest, to target: Target, pool: HTTPClient.Configuration, isStream: Bool
    ) {
        set(CURLOPT_URL, target.url)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_PATH_AS_IS, 1)
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_NOSIGNAL, 1)
        // A cancelled transfer must not wait on the loop's thread for the end of a name resolution.
        set(CURLOPT_QUICK_EXIT, 1)
        set(CURLOPT_BUFFERSIZE, Self.readSize)
        set(CURLOPT_CONNECTTIMEOUT_MS, request.connection.connectTimeout.wholeMilliseconds)
        if !isStream { set(CURLOPT_TIMEOUT_MS, request.timeout.wholeMilliseconds) }
        if let connectTo = target.connectTo { set(CURLOPT_CONNECT_TO, list: [connectTo]) }
        if request.connection.acceptsGzip { set(CURLOPT_ACCEPT_ENCODING, "gzip") }
        prepareConnection(request, target, pool)
        prepareProxy(request.connection)
        prepareTLS(request.connection.tls)
        prepareMethod(request)
        prepareHeaders(request, target)
    }

    private mutating func prepareConnection(
        _ request: HTTPRequest, _ target: Target, _ pool: HTTPClient.Configuration
    ) {
        // Without TLS there is no HTTP/2, but libcurl would only learn that from the first response and let
        // all other requests wait for it.
        if request.connection.version == .automatic, target.isSecure {
            set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
            set(CURLOPT_PIPEWAIT, 1)
        } else {
            set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        }
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_TCP_KEEPIDLE, Self.keepAliveIdle)
        set(CURLOPT_TCP_KEEPINTVL, Self.keepAliveInterval)
        setUserTimeout(Self.acknowledgeLimit)
        set(CURLOPT_MAXAGE_CONN, pool.maximumIdleTime.wholeSeconds)
        set(CURLOPT_MAXLIFETIME_CONN, pool.maximumConnectionAge.wholeSeconds)
        if request.mustUseFreshConnection { set(CURLOPT_FRESH_CONNECT, 1) }
    }

    private mutating func prepareProxy(_ connection: ConnectionSettings) {
        // Empty texts keep libcurl from looking into the environment.
        var proxy = connection.proxy ?? ""
        if proxy.hasPrefix("socks5://") { proxy = "socks5h://" + proxy.dropFirst(9) }
        set(CURLOPT_PROXY, proxy)
        set(CURLOPT_NOPROXY, "")
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        guard proxy.hasPrefix("https://") else { return }
        switch connection.tls.authorities {
        case .system: break
        case .certificates(let bytes): set(CURLOPT_PROXY_CAINFO_BLOB, bytes)
        case .file(let path): set(CURLOPT_PROXY_CAINFO, path)
        }
    }

    private mutating func prepareTLS(_ tls: TLSSettings) {
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        switch tls.authorities {
        case .system: break
        case .certificates(let bytes): set(CURLOPT_CAINFO_BLOB, bytes)
        case .file(let path):
            set(CURLOPT_CAINFO, path)
            set(CURLOPT_CA_CACHE_TIMEOUT, 0)
        }
        if tls.isInsecure {
            set(CURLOPT_SSL_VERIFYPEER, 0)
            set(CURLOPT_SSL_VERIFYHOST, 0)
        }
        if let identity = tls.identity {
            set(CURLOPT_SSLCERT_BLOB, identity.certificate)
            set(CURLOPT_SSLKEY_BLOB, identity.key)
            // Without a passphrase OpenSSL would ask for one on the terminal.
            set(CURLOPT_KEYPASSWD, "")
        }
    }

    private mutating func prepareMethod(_ request: HTTPRequest) {
        switch (request.method, request.body) {
        case ("GET", nil): set(CURLOPT_HTTPGET, 1)
        case ("HEAD", nil): set(CURLOPT_NOBODY, 1)
        case (let method, nil):
            if method == "POST" || method == "PUT" || method == "PATCH" {
                set(CURLOPT_POST, 1)
                set(CURLOPT_POSTFIELDSIZE_LARGE, size: 0)
            }
            set(CURLOPT_CUSTOMREQUEST, method)
        case (let method, let body?):
            // The body goes through a callback that cannot rewind: libcurl would otherwise send it again by
            // itself when a reused connection dies before the answer, whether or not it was acted upon.
            set(CURLOPT_POST, 1)
            set(CURLOPT_POSTFIELDSIZE_LARGE, size: body.count)
            set(CURLOPT_CUSTOMREQUEST, method)
        }
    }

    private mutating func prepareHeaders(_ request: HTTPRequest, _ target: Target) {
        // A colon alone takes away what libcurl would add; a semicolon stands for an empty value.
        var lines = ["Expect:"]
        if request.headers["content-type"] == nil { lines.append("Content-Type:") }
        if let host = target.hostHeader { lines.append("Host: \(host)") }
        for field in request.headers.fields {
            lines.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        set(CURLOPT_HTTPHEADER, list: lines)
    }
}

extension Duration {
    /// Seconds as libcurl counts them, at least 1.
    fileprivate var wholeSeconds: Int { max(1, wholeMilliseconds / 1000) }
}
