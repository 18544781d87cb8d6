/// A whole response.
public struct HTTPResponse: Hashable, Sendable {
    /// Status and header fields.
    public let head: HTTPHead
    /// The body, without chunk framing and compression. Empty when there was none.
    public let body: [UInt8]
}
