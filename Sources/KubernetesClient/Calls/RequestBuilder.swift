internal import Curl
internal import KubernetesProtocol

/// Turns requests to the API into requests of HTTP.
struct RequestBuilder: Sendable {
    let configuration: ClusterConfiguration
    let userAgent: String

    func call(_ request: APIRequest, _ credentials: Credentials) -> HTTPRequest {
        var call = HTTPRequest(
            method: request.method.rawValue, url: configuration.serverURL + request.target,
            headers: headers(request, credentials), body: request.body,
            connection: connection(credentials), timeout: configuration.limits.requestTimeout,
            bodyLimit: configuration.limits.bodyLimit)
        call.connection.acceptsGzip = request.isRead && !configuration.disableCompression
        return call
    }

    /// A watch gets a connection of its own: a reader that is behind must not hold up others, and the
    /// connection must end with it.
    func watch(_ request: APIRequest, _ credentials: Credentials) -> HTTPRequest {
        var call = call(request, credentials)
        call.connection.version = .http1
        call.connection.acceptsGzip = false
        return call
    }

    private func connection(_ credentials: Credentials) -> ConnectionSettings {
        ConnectionSettings(
            tls: credentials.tls, proxy: configuration.proxy,
            connectTimeout: configuration.limits.connectTimeout)
    }

    private func headers(_ request: APIRequest, _ credentials: Credentials) -> HTTPHeaders {
        var headers: HTTPHeaders = ["Accept": request.accept, "User-Agent": userAgent]
        if let contentType = request.contentType { headers.add("Content-Type", contentType) }
        if let authorization = credentials.authorization { headers.add("Authorization", authorization) }
        guard let other = configuration.impersonation else { return headers }
        headers.add("Impersonate-User", other.user)
        if let uid = other.uid { headers.add("Impersonate-Uid", uid) }
        for group in other.groups { headers.add("Impersonate-Group", group) }
        for (name, values) in other.extra.sorted(by: { $0.key < $1.key }) {
            for value in values { headers.add("Impersonate-Extra-\(Self.escaped(name))", value) }
        }
        return headers
    }

    /// A name of an attribute as part of a field's name: what may not stand there as `%XX`.
    private static func escaped(_ name: String) -> String {
        var text = ""
        for byte in name.lowercased().utf8 {
            let scalar = Unicode.Scalar(byte)
            let isPlain = "a"..."z" ~= scalar || "0"..."9" ~= scalar
            if isPlain || "!#$&'*+-.^_`|~".unicodeScalars.contains(scalar) {
                text.unicodeScalars.append(scalar)
            } else {
                text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return text
    }
}
