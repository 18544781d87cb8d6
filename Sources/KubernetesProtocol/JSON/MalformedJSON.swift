/// Why some bytes of the API server are not what they should be, and where.
///
/// It is not `JSONError` of Resources, which counts lines and columns for people who edit manifests; an answer
/// of the server is one line.
public struct MalformedJSON: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, such as `expected a string`.
    public let message: String
    /// The byte at which it was noticed, from 0.
    public let offset: Int

    /// An error at the byte `offset`.
    public init(_ message: String, offset: Int) {
        self.message = message
        self.offset = offset
    }

    /// The message with the place.
    public var description: String { "\(message) at byte \(offset)" }
}
