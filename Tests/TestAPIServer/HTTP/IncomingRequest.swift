import NIOHTTP1

/// A request with its whole body.
struct IncomingRequest: Sendable {
    var method: String
    var path: String
    var query: QueryParameters
    /// The query as it came.
    var queryText: String
    var headers: HTTPHeaders
    var body: [UInt8]
    var caller: Caller
    /// Which endpoint it came to; nil for the first.
    var replica: Int?

    /// The first value of a header.
    func header(_ name: String) -> String? { headers.first(name: name) }

    var userAgent: String { header("User-Agent") ?? "" }

    /// The media type of the body, without parameters.
    var contentType: String {
        let text = header("Content-Type") ?? ""
        return String(text.prefix { $0 != ";" }).trimmed.lowercased()
    }

    /// The name under which changes are noted when the query gives none: the program's name.
    var fieldManager: String {
        query["fieldManager"] ?? String(userAgent.prefix { $0 != "/" }.prefix(128))
    }
}
