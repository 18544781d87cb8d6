/// A Lua script that the server runs as one step. It is sent once and then called by its digest.
public struct RedisScript: Hashable, Sendable {
    /// For errors and measurements.
    public let name: String
    /// Lua. It may touch only the keys that it is given.
    public let text: String

    /// A script.
    public init(_ name: String, _ text: String) {
        self.name = name
        self.text = text
    }
}
