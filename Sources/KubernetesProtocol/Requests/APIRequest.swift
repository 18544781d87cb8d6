/// One request to the API server, as a value: what a client sends and what a test compares.
public struct APIRequest: Hashable, Sendable {
    /// The HTTP methods that the API server knows.
    public enum Method: String, Hashable, Sendable {
        /// Reads.
        case get = "GET"
        /// Creates.
        case post = "POST"
        /// Replaces.
        case put = "PUT"
        /// Changes or applies.
        case patch = "PATCH"
        /// Deletes.
        case delete = "DELETE"
    }

    /// What the answer should be written in; JSON is the only encoding in use.
    public static let json = "application/json"

    /// The method.
    public var method: Method
    /// The path, percent-encoded, without the query.
    public var path: String
    /// The query, in the order in which it is sent.
    public var query: [QueryItem]
    /// The `Accept` header.
    public var accept: String
    /// The `Content-Type` header; nil when there is no body.
    public var contentType: String?
    /// The body.
    public var body: [UInt8]?

    /// A request to any path, such as `/version`.
    public init(
        method: Method, path: String, query: [QueryItem] = [], accept: String = APIRequest.json,
        contentType: String? = nil, body: [UInt8]? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.accept = accept
        self.contentType = contentType
        self.body = body
    }

    /// Whether repeating it can do no harm because it changes nothing.
    public var isRead: Bool { method == .get }

    /// Path and query as they stand in the request line.
    public var target: String {
        if query.isEmpty { return path }
        let items = query.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }
        return "\(path)?\(items.joined(separator: "&"))"
    }

    /// The value of the first item of the query that has this name.
    public func queryValue(_ name: String) -> String? { query.first { $0.name == name }?.value }
}
