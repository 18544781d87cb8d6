/// The version of an object or of a list, as the API server wrote it.
///
/// Versions are compared only within one resource (KEP-5504), and never parsed into a machine integer:
/// they may have 128 bits.
public struct ResourceVersion: Hashable, Sendable, CustomStringConvertible {
    /// The server's text; empty for "none".
    public let text: String

    /// A version; any text is accepted, because it is the server's business.
    public init(_ text: String) { self.text = text }

    /// No version: in a request it asks for the most recent state.
    public static let unset = ResourceVersion("")

    /// Whether this is ``unset``.
    public var isUnset: Bool { text.isEmpty }

    /// The server's text.
    public var description: String { text }

    /// Whether this version is older than `other`; nil when the two have no order, which is when one of them
    /// is not a plain decimal number without a leading zero. Equal texts are never older.
    public func isOlder(than other: ResourceVersion) -> Bool? {
        if text == other.text { return false }
        guard isNumber, other.isNumber else { return nil }
        let count = text.utf8.count
        let otherCount = other.text.utf8.count
        if count != otherCount { return count < otherCount }
        return text.utf8.lexicographicallyPrecedes(other.text.utf8)
    }

    private var isNumber: Bool {
        guard let first = text.utf8.first, first != UInt8(ascii: "0") else { return false }
        return text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
}
