/// What an ``APIStatus`` says beyond its message.
public struct StatusDetails: Hashable, Sendable {
    /// The object that the request named; empty when it named a collection or the path is not served.
    public let name: String
    /// The group of that object.
    public let group: String
    /// The kind or the plural of that object, as the server chose.
    public let kind: String
    /// Seconds to wait before another attempt; nil when the server did not say.
    public let retryAfterSeconds: Int64?
    /// The single reasons, such as the invalid fields.
    public let causes: [StatusCause]

    /// Details made in code.
    public init(
        name: String = "", group: String = "", kind: String = "", retryAfterSeconds: Int64? = nil,
        causes: [StatusCause] = []
    ) {
        self.name = name
        self.group = group
        self.kind = kind
        self.retryAfterSeconds = retryAfterSeconds
        self.causes = causes
    }
}
