/// Why some bytes are not the JSON that was asked for, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, such as `expected ":" after the key`.
    public let message: String
    /// The byte at which it was noticed, from 0.
    public let offset: Int
    /// The line of that byte, from 1.
    public let line: Int
    /// The column of that byte, from 1, in bytes.
    public let column: Int

    init(_ message: String, at offset: Int, in bytes: [UInt8]) {
        let before = bytes.prefix(offset)
        self.message = message
        self.offset = offset
        line = 1 + before.count(where: { $0 == 0x0A })
        column = 1 + before.reversed().prefix(while: { $0 != 0x0A }).count
    }

    /// The message with line and column.
    public var description: String { "\(message) at line \(line), column \(column)" }
}
