/// What Redis answered to one command.
public enum RedisValue: Hashable, Sendable {
    /// Nothing: the key does not exist, the condition was not met.
    case null
    /// A whole number.
    case integer(Int64)
    /// A short word such as `OK`.
    case status(String)
    /// A value, as bytes: Redis knows no text.
    case bytes([UInt8])
    /// Several values, at most seven levels deep.
    case array([RedisValue])
    /// The server refused the command. Where a single answer is given back, this is thrown instead.
    case error(RedisRefusal)

    /// The value as text; bytes that are not UTF-8 are replaced. Nil for anything but a value or a word.
    public var text: String? {
        switch self {
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .status(let word): word
        default: nil
        }
    }

    /// The value as a whole number, also when it is written in digits.
    public var number: Int64? {
        if case .integer(let number) = self { number } else { text.flatMap { Int64($0) } }
    }

    /// The values of an array; nil for anything else.
    public var elements: [RedisValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }
}

/// Why the server refused a command.
public struct RedisRefusal: Hashable, Sendable {
    /// The first word, such as `WRONGTYPE` or `ERR`.
    public var code: String
    /// The whole line, the code included.
    public var message: String

    init(_ message: String) {
        self.message = message
        code = String(message.prefix { $0 != " " })
    }
}
