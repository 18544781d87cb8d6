internal import CCurl

/// Where a request goes, taken out of its URL by libcurl's own parser, so that both always agree.
struct Target: Sendable {
    /// The URL as libcurl gets it: with the TLS name in the place of the host when there is one.
    let url: String
    /// Whether TLS is spoken.
    let isSecure: Bool
    /// What to send as `Host` when that is not what the URL says.
    let hostHeader: String?
    /// Where to connect in spite of the URL, in the form of `CURLOPT_CONNECT_TO`.
    let connectTo: String?
    /// Scheme, host and path, for messages: a query may be long, and user information is nobody's business.
    let name: String

    init(_ request: HTTPRequest) throws(HTTPError) {
        guard let handle = curl_url() else { throw Self.invalid("there is not enough memory for a URL") }
        defer { curl_url_cleanup(handle) }
        let failure = curl_url_set(handle, CURLUPART_URL, request.url, 0)
        guard failure == CURLUE_OK else {
            let reason = String(cString: curl_url_strerror(failure))
            throw Self.invalid("the URL \(request.url.prefix(200)) is malformed: \(reason)")
        }
        func part(_ part: CURLUPart, _ flags: Int32 = 0) -> String? {
            var text: UnsafeMutablePointer<CChar>?
            guard curl_url_get(handle, part, &text, UInt32(flags)) == CURLUE_OK, let text else { return nil }
            defer { curl_free(text) }
            return String(cString: text)
        }
        guard let scheme = part(CURLUPART_SCHEME), scheme == "http" || scheme == "https",
            let host = part(CURLUPART_HOST)
        else { throw Self.invalid("the URL \(request.url.prefix(200)) is not for http or https") }
        isSecure = scheme == "https"
        let givenPort = part(CURLUPART_PORT)
        let authority = host + (givenPort.map { ":\($0)" } ?? "")
        name = "\(request.method) \(scheme)://\(authority)\(part(CURLUPART_PATH) ?? "/")"
        guard isSecure, let serverName = request.connection.tls.serverName, serverName != host else {
            (url, hostHeader, connectTo) = (request.url, nil, nil)
            return
        }
        let port = part(CURLUPART_PORT, CURLU_DEFAULT_PORT) ?? "443"
        guard curl_url_set(handle, CURLUPART_HOST, serverName, 0) == CURLUE_OK,
            let renamed = part(CURLUPART_URL), let urlHost = part(CURLUPART_HOST)
        else { throw Self.invalid("the TLS server name \(serverName.prefix(200)) is not a host's name") }
        url = renamed
        hostHeader = authority
        connectTo = "\(urlHost):\(port):\(host):\(port)"
    }

    private static func invalid(_ message: String) -> HTTPError {
        HTTPError(.invalidRequest, message, mayHaveReachedServer: false)
    }
}
