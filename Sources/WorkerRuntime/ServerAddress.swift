internal import GRPCNIOTransportHTTP2Posix

/// Where a jq-server listens for gRPC.
public enum ServerAddress: Hashable, Sendable, CustomStringConvertible {
    /// A host name or an IP address, and a port.
    case host(String, port: Int)
    /// The path of a Unix domain socket.
    case unixSocket(String)

    /// The port of a server that was configured with none.
    public static let defaultPort = 50051

    /// Reads `host`, `host:port`, `[::1]:port`, `http://host:port` or `unix:/path`; nil when the text is
    /// none of these.
    public init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = text.dropFirst("unix:".count)
            guard path.hasPrefix("/") else { return nil }
            self = .unixSocket(String(path))
            return
        }
        let rest = text.hasPrefix("http://") ? text.dropFirst("http://".count) : Substring(text)
        let (host, portText) = Self.split(rest)
        guard !host.isEmpty, !host.utf8.contains(where: { $0 <= 0x20 || $0 == UInt8(ascii: "/") }) else {
            return nil
        }
        guard let portText else {
            self = .host(String(host), port: Self.defaultPort)
            return
        }
        guard let port = Int(portText), 1...65_535 ~= port else { return nil }
        self = .host(String(host), port: port)
    }

    private static func split(_ text: Substring) -> (host: Substring, port: Substring?) {
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            let host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            if rest.isEmpty { return (host, nil) }
            return rest.hasPrefix(":") ? (host, rest.dropFirst()) : ("", nil)
        }
        guard let colon = text.lastIndex(of: ":") else { return (text, nil) }
        if text.hasPrefix("[") { return ("", nil) }
        // More than one colon is an IPv6 address without brackets.
        if text.firstIndex(of: ":") != colon { return (text, nil) }
        return (text[..<colon], text[text.index(after: colon)...])
    }

    /// As ``init(_:)`` reads it.
    public var description: String {
        switch self {
        case .host(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unixSocket(let path): "unix:\(path)"
        }
    }

    var target: any ResolvableTarget {
        switch self {
        case .host(let host, let port): .dns(host: host, port: port)
        case .unixSocket(let path): .unixDomainSocket(path: path)
        }
    }
}
