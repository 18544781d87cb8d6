import GRPCNIOTransportHTTP2Posix
import Glibc

/// One place where jq-server may listen.
struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
    static let defaultPort = 50051

    /// A name, an IPv4 address, or an IPv6 address without brackets.
    var host: String
    var port: Int

    /// Reads `host`, `host:port`, `[::1]:port` or `::1`; nil when it is none of these.
    init?(_ text: some StringProtocol) {
        let text = String(text)
        var host = text
        var port = Self.defaultPort
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            host = String(text[text.index(after: text.startIndex)..<end])
            let rest = text[text.index(after: end)...]
            if !rest.isEmpty {
                guard rest.hasPrefix(":"), let number = Int(rest.dropFirst()) else { return nil }
                port = number
            }
        } else if text.count(where: { $0 == ":" }) == 1, let colon = text.firstIndex(of: ":") {
            host = String(text[..<colon])
            guard let number = Int(text[text.index(after: colon)...]) else { return nil }
            port = number
        }
        guard !host.isEmpty, 1...65535 ~= port, !host.contains(where: { $0.isWhitespace || $0 == "/" }) else {
            return nil
        }
        // The transport ends the program for an IPv6 address that is none.
        if host.contains(":"), !isAddress(host, family: AF_INET6) { return nil }
        self.host = host
        self.port = port
    }

    /// The addresses of a list with commas between them.
    static func list(_ text: String) throws(CommandFailure) -> [ServerAddress] {
        var addresses: [ServerAddress] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let trimmed = part.drop(while: \.isWhitespace)
            guard let address = ServerAddress(trimmed) else {
                throw CommandFailure(
                    "\"\(part)\" is not a server address; write host:port, such as 127.0.0.1:50051")
            }
            addresses.append(address)
        }
        return addresses
    }

    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// What gRPC connects to.
    var target: any ResolvableTarget {
        if host.contains(":") { return .ipv6(address: host, port: port) }
        return isAddress(host, family: AF_INET)
            ? .ipv4(address: host, port: port) : .dns(host: host, port: port)
    }
}

/// Whether `text` is a numeric address of the family.
private func isAddress(_ text: String, family: Int32) -> Bool {
    var address = in6_addr()
    return unsafe inet_pton(family, text, &address) == 1
}
