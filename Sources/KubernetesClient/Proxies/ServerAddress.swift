/// Host and port of a URL.
struct ServerAddress {
    let isSecure: Bool
    /// In lower case, without brackets.
    let host: String
    let port: Int
    /// The host as an address; nil when it is a name.
    let address: IPAddress?

    /// nil when `url` is no `http` or `https` URL.
    init?(_ url: String) {
        let lower = url.lowercased()
        var rest: Substring
        if lower.hasPrefix("https://") {
            (isSecure, rest) = (true, lower.dropFirst(8))
        } else if lower.hasPrefix("http://") {
            (isSecure, rest) = (false, lower.dropFirst(7))
        } else {
            return nil
        }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        guard let (host, port) = Self.split(rest), !host.isEmpty else { return nil }
        self.host = host
        self.port = port ?? (isSecure ? 443 : 80)
        address = IPAddress(host)
    }

    var isLoopback: Bool { host == "localhost" || address?.isLoopback == true }

    /// `host`, `host:port`, `[address]` or `[address]:port`.
    static func split(_ text: Substring) -> (host: String, port: Int?)? {
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            if rest.isEmpty { return (String(host), nil) }
            guard rest.first == ":", let port = Int(rest.dropFirst()) else { return nil }
            return (String(host), port)
        }
        guard let colon = text.lastIndex(of: ":") else { return (String(text), nil) }
        if text[..<colon].contains(":") { return (String(text), nil) }
        guard let port = Int(text[text.index(after: colon)...]) else { return nil }
        return (String(text[..<colon]), port)
    }
}
