/// Where a Redis server is: `redis://[user][:password@]host[:port][/db]`, or `unix://[user][:password@]/path[?db=N]`.
/// Special characters of user and password are written as `%xx`.
public struct RedisURL: Hashable, Sendable {
    /// How to reach it.
    public enum Place: Hashable, Sendable {
        /// A name or an address, and a port.
        case host(String, port: UInt16)
        /// A socket in the file system.
        case socket(String)
    }

    /// How to reach it.
    public var place: Place
    /// The user of an access list; nil is the default user.
    public var user: String?
    /// Nil: the server asks for none.
    public var password: String?
    /// The number of the database.
    public var database: Int

    /// A server without a password, or with one.
    public init(_ place: Place, user: String? = nil, password: String? = nil, database: Int = 0) {
        self.place = place
        self.user = user
        self.password = password
        self.database = database
    }

    /// Reads a URL. The error does not repeat it, since it may hold a password.
    public init(_ text: String) throws(RedisError) {
        guard let mark = text.firstRange(of: "://") else { throw Self.unreadable("it has no scheme") }
        let scheme = text[..<mark.lowerBound].lowercased()
        let (authority, rest) = Self.split(text[mark.upperBound...])
        user = try Self.decoded(authority.user)
        password = try Self.decoded(authority.password)
        switch scheme {
        case "redis":
            place = try Self.host(authority.place)
            let number = rest.drop { $0 == "/" }
            database = try number.isEmpty ? 0 : Self.database(number)
        case "unix", "redis+unix":
            guard authority.place.isEmpty else {
                throw Self.unreadable("a socket's path starts with a slash: unix:///path")
            }
            let parts = rest.split(separator: "?", maxSplits: 1)
            guard let path = try Self.decoded(parts.first), path.count > 1 else {
                throw Self.unreadable("the socket's path is missing")
            }
            place = .socket(path)
            database = 0
            if parts.count > 1 {
                guard parts[1].hasPrefix("db=") else { throw Self.unreadable("only ?db=N may follow a path") }
                database = try Self.database(parts[1].dropFirst(3))
            }
        case "rediss":
            throw RedisError(
                .refused, "rediss:// is not supported: the client speaks no TLS",
                hint: "use redis:// through a tunnel such as stunnel, or a unix socket")
        default: throw Self.unreadable("its scheme is none of redis and unix")
        }
    }

    private struct Authority {
        var user: Substring?
        var password: Substring?
        var place: Substring
    }

    private static func split(_ text: Substring) -> (Authority, rest: Substring) {
        let end = text.firstIndex(of: "/") ?? text.endIndex
        let authority = text[..<end]
        guard let at = authority.lastIndex(of: "@") else {
            return (Authority(place: authority), text[end...])
        }
        let login = authority[..<at]
        let place = authority[authority.index(after: at)...]
        guard let colon = login.firstIndex(of: ":") else {
            return (Authority(user: login, place: place), text[end...])
        }
        let password = login[login.index(after: colon)...]
        return (Authority(user: login[..<colon], password: password, place: place), text[end...])
    }

    private static func host(_ text: Substring) throws(RedisError) -> Place {
        var host = text
        var port: UInt16 = 6379
        // The last colon, unless it belongs to an IPv6 address in brackets.
        if let colon = text.lastIndex(of: ":"), !text[colon...].contains("]") {
            guard let number = UInt16(text[text.index(after: colon)...]), number > 0 else {
                throw unreadable("its port is not a number from 1 to 65535")
            }
            port = number
            host = text[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        if host.isEmpty { host = "localhost" }
        return .host(String(host), port: port)
    }

    private static func database(_ text: Substring) throws(RedisError) -> Int {
        guard let number = Int(text), (0...65_535).contains(number) else {
            throw unreadable("its database is not a number from 0 to 65535")
        }
        return number
    }

    private static func decoded(_ text: Substring?) throws(RedisError) -> String? {
        guard let text, !text.isEmpty else { return nil }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16),
                rest.count >= 2
            else { throw unreadable("a % is not followed by two hexadecimal digits") }
            bytes.append(value)
            rest.removeFirst(2)
        }
        guard !bytes.contains(0) else { throw unreadable("it holds a NUL") }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func unreadable(_ reason: String) -> RedisError {
        RedisError(
            .refused, "cannot read the Redis URL: \(reason)",
            hint: "write redis://[user:password@]host[:port][/db]")
    }
}

extension RedisURL: CustomStringConvertible {
    /// The place and the database, without user and password.
    public var description: String {
        switch place {
        case .host(let host, let port):
            "redis://\(host.contains(":") ? "[\(host)]" : host):\(port)/\(database)"
        case .socket(let path): "unix://\(path)?db=\(database)"
        }
    }
}
