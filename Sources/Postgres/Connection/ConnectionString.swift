internal import CLibPQ

/// A connection string taken apart, with the driver's own settings added.
struct ConnectionString: Sendable {
    /// libpq's keywords with their values.
    private(set) var settings: [String: String]
    /// Where the server is, for messages: host, port, database and user, never the password.
    let place: String

    init(_ configuration: PostgresConfiguration) throws(PostgresError) {
        settings = try Self.parse(configuration.conninfo)
        // libpq looks at the port late. A password that was not escaped may have ended up there.
        guard settings["port", default: ""].allSatisfy({ "0123456789,".contains($0) }) else {
            throw Self.unreadable("the port is not a number")
        }
        place = Self.place(settings.merging(Self.defaults()) { given, _ in given })
        add(configuration)
    }

    private static func place(_ settings: [String: String]) -> String {
        var place = settings["host"] ?? settings["hostaddr"] ?? "the default socket"
        if let port = settings["port"] { place += ":\(port)" }
        if let database = settings["dbname"] { place += ", database \(database)" }
        if let user = settings["user"] { place += ", user \(user)" }
        return place
    }

    private mutating func add(_ configuration: PostgresConfiguration) {
        settings["client_encoding"] = "UTF8"
        settings["application_name"] = configuration.applicationName
        // Rounded up; libpq takes less than 2 seconds for 2.
        let (seconds, attoseconds) = configuration.connectTimeout.components
        settings["connect_timeout"] = String(max(2, seconds + (attoseconds > 0 ? 1 : 0)))
        // A server that vanished without a word is noticed within a minute, not after two hours.
        for (keyword, value) in [("idle", "30"), ("interval", "10"), ("count", "3")]
        where settings["keepalives_\(keyword)"] == nil {
            settings["keepalives_\(keyword)"] = value
        }
        let options = configuration.options.sorted { $0.key < $1.key }
            .map { "-c \(Self.escaped($0.key))=\(Self.escaped($0.value))" }
        let all = [settings["options"]].compactMap(\.self) + options
        if !all.isEmpty { settings["options"] = all.joined(separator: " ") }
    }

    /// A space would end an option for the server.
    private static func escaped(_ text: String) -> String {
        String(text.flatMap { $0 == " " || $0 == "\\" ? ["\\", $0] : [$0] })
    }

    /// libpq's words with the password taken out, should they contain it.
    func redacted(_ message: String) -> String {
        guard let password = settings["password"], password.utf8.count > 3 else { return message }
        return message.split(separator: password, omittingEmptySubsequences: false).joined(separator: "…")
    }
}

// MARK: Parsing

extension ConnectionString {
    private static func parse(_ conninfo: String) throws(PostgresError) -> [String: String] {
        var words: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(conninfo, &words) else {
            defer { PQfreemem(words) }
            throw unreadable(withoutQuotations(PostgresError.oneLine(words)))
        }
        defer { PQconninfoFree(options) }
        return dictionary(options)
    }

    private static func unreadable(_ reason: String) -> PostgresError {
        PostgresError(
            .refused, "the connection string of PostgreSQL cannot be read: \(reason)",
            hint: "write it as \"host=… dbname=…\" or \"postgresql://…\"; quote or escape special characters")
    }

    /// What the environment and libpq give for settings that the connection string leaves open.
    private static func defaults() -> [String: String] {
        guard let options = PQconndefaults() else { return [:] }
        defer { PQconninfoFree(options) }
        return dictionary(options)
    }

    private static func dictionary(_ options: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
        var found: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { found[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return found
    }

    /// libpq quotes the piece it stumbled over, which may be a piece of the password.
    private static func withoutQuotations(_ message: String) -> String {
        let parts = message.split(separator: "\"", omittingEmptySubsequences: false)
        return parts.enumerated().map { $0.offset.isMultiple(of: 2) ? String($0.element) : "…" }
            .joined(separator: "\"")
    }
}
