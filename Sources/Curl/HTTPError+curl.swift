internal import CCurl

extension HTTPError {
    /// What libcurl says about a transfer that failed.
    ///
    /// - Parameters:
    ///   - code: libcurl's verdict.
    ///   - detail: what it wrote into the error buffer; may be empty.
    ///   - wasSent: whether some of the request has left.
    ///   - refusedByProxy: whether the proxy answered with something else than a tunnel.
    ///   - target: whom the request is for, without its query.
    init(_ code: CURLcode, detail: String, wasSent: Bool, refusedByProxy: Bool, target: String) {
        let kind = refusedByProxy ? .proxy : Kind(code, wasSent: wasSent)
        var message = "\(target): \(detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail)"
        if let hint = kind.hint { message += "; \(hint)" }
        self.init(kind, message, mayHaveReachedServer: wasSent && !kind.precedesRequest)
    }
}

extension HTTPError.Kind {
    fileprivate init(_ code: CURLcode, wasSent: Bool) {
        switch code {
        // An answer that does not begin like HTTP is one of version 0.9 for libcurl, which we do not speak.
        case CURLE_UNSUPPORTED_PROTOCOL where wasSent: self = .malformedResponse
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: self = .resolve
        case CURLE_COULDNT_CONNECT: self = .connect
        case CURLE_PROXY: self = .proxy
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CIPHER,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED, CURLE_SSL_INVALIDCERTSTATUS:
            self = .tls
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE, CURLE_URL_MALFORMAT,
            CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_FUNCTION_ARGUMENT, CURLE_SSL_CRL_BADFILE,
            CURLE_UNKNOWN_OPTION, CURLE_NOT_BUILT_IN, CURLE_OUT_OF_MEMORY:
            self = .invalidRequest
        case CURLE_OPERATION_TIMEDOUT: self = wasSent ? .timeout : .connect
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING:
            self = .malformedResponse
        case CURLE_FILESIZE_EXCEEDED: self = .tooLarge
        default: self = .connectionLost
        }
    }

    /// Whether the request cannot have left yet.
    fileprivate var precedesRequest: Bool {
        switch self {
        case .invalidRequest, .resolve, .connect, .proxy, .tls: true
        default: false
        }
    }

    fileprivate var hint: String? {
        switch self {
        case .resolve: "check the host's name and the DNS settings"
        case .connect: "check address, port and what lies between (firewall, proxy)"
        case .tls: "check the certificate authority, the server name and the client certificate"
        default: nil
        }
    }
}
