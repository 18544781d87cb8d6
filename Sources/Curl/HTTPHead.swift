/// What comes before a response's body.
public struct HTTPHead: Hashable, Sendable {
    /// The status code, such as 200; never one of the interim ones below 200.
    public let status: Int
    /// The version of HTTP that the server answered in, such as `1.1` or `2`.
    public let version: String
    /// The header fields.
    public let headers: HTTPHeaders

    /// Whether the request succeeded: a status from 200 to 299.
    public var isSuccess: Bool { 200...299 ~= status }
}
