/// What `NO_PROXY` takes out: addresses, ranges (which libcurl 7.88 and others do not know), names with what
/// is below them, `.name` for only what is below, each with an optional port, and `*` for everything.
struct NoProxyList {
    private let entries: [String]

    init(_ text: String) {
        entries = text.lowercased().split { $0 == "," || $0.isWhitespace }.map(String.init)
    }

    func contains(_ server: ServerAddress) -> Bool {
        entries.contains { Self.matches($0, server) }
    }

    private static func matches(_ entry: String, _ server: ServerAddress) -> Bool {
        if entry == "*" { return true }
        if let range = AddressRange(entry) { return server.address.map { range.contains($0) } ?? false }
        guard let (host, port) = ServerAddress.split(Substring(entry)) else { return false }
        if let port, port != server.port { return false }
        if let address = IPAddress(host) { return address == server.address }
        guard server.address == nil else { return false }
        var name = Substring(host)
        if name.hasPrefix("*.") { name = name.dropFirst() }
        if name.hasPrefix(".") { return server.host.hasSuffix(name) }
        return server.host == name || server.host.hasSuffix(".\(name)")
    }
}
