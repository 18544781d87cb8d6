/// One command, written out for the server. Arguments are bytes: nothing in them can end the command early.
public struct RedisCommand: Sendable {
    /// The first word, such as `SET`.
    public let name: String
    /// As it travels.
    let bytes: [UInt8]

    /// A command of a name and arguments.
    public init(_ name: String, _ arguments: RedisArgument...) {
        self.init(name, arguments)
    }

    /// A command of a name and any number of arguments.
    public init(_ name: String, _ arguments: [RedisArgument]) {
        self.name = name
        var bytes: [UInt8] = []
        bytes.reserveCapacity(arguments.reduce(32 + name.utf8.count) { $0 + $1.bytes.count + 16 })
        bytes.append(UInt8(ascii: "*"))
        bytes.append(line: arguments.count + 1)
        bytes.append(bulk: Array(name.utf8))
        for argument in arguments { bytes.append(bulk: argument.bytes) }
        self.bytes = bytes
    }
}

/// One argument of a command: text, a number or raw bytes.
public struct RedisArgument: Hashable, Sendable, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral
{
    let bytes: [UInt8]

    /// Text, as UTF-8.
    public init(_ text: String) { bytes = Array(text.utf8) }
    /// A whole number, in digits.
    public init(_ number: some BinaryInteger) { bytes = Array(String(number).utf8) }
    /// Raw bytes.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }
    /// Text, as UTF-8.
    public init(stringLiteral text: String) { self.init(text) }
    /// A whole number, in digits.
    public init(integerLiteral number: Int) { self.init(number) }
}

extension [UInt8] {
    fileprivate mutating func append(line number: Int) {
        append(contentsOf: String(number).utf8)
        append(UInt8(ascii: "\r"))
        append(UInt8(ascii: "\n"))
    }

    fileprivate mutating func append(bulk bytes: [UInt8]) {
        append(UInt8(ascii: "$"))
        append(line: bytes.count)
        append(contentsOf: bytes)
        append(UInt8(ascii: "\r"))
        append(UInt8(ascii: "\n"))
    }
}
