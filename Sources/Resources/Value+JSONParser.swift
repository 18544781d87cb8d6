extension Value {
    /// How deeply arrays and objects may be nested in JSON that is read.
    public static let maximumJSONDepth = 128

    /// Reads one JSON value (RFC 8259) that fills `json` apart from white space.
    ///
    /// A whole number without fraction and exponent becomes ``int(_:)``, or ``double(_:)`` when it needs more
    /// than 64 bits. A key that an object names twice, text that is not UTF-8, a lone surrogate, a number
    /// beyond the range of a double and nesting over ``maximumJSONDepth`` are errors.
    public init(json: [UInt8]) throws(JSONError) {
        var parser = JSONParser(bytes: json)
        parser.skipSpace()
        self = try parser.value(depth: 0)
        parser.skipSpace()
        if parser.position < json.count { throw parser.error("unexpected text after the value") }
    }
}

/// A recursive descent over the bytes; `position` is the next byte to read.
struct JSONParser {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// The byte at `position`, or 0 (which is never valid JSON) at the end.
    var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

    func error(_ message: String) -> JSONError { JSONError(message, at: position, in: bytes) }

    /// `message`, or that the text ended, when it did.
    func unexpected(_ message: String) -> JSONError {
        error(position < bytes.count ? message : "\(message), but the text ends here")
    }

    mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    mutating func value(depth: Int) throws(JSONError) -> Value {
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw unexpected("expected a value")
        }
    }

    private mutating func literal(_ text: String, _ value: Value) throws(JSONError) -> Value {
        guard bytes[position...].starts(with: text.utf8) else { throw error("expected a value") }
        position += text.utf8.count
        return value
    }

    private mutating func array(depth: Int) throws(JSONError) -> Value {
        try enter(depth)
        var elements: [Value] = []
        if next == UInt8(ascii: "]") {
            position += 1
            return .array(elements)
        }
        while true {
            elements.append(try value(depth: depth))
            skipSpace()
            switch next {
            case UInt8(ascii: ","):
                position += 1
                skipSpace()
            case UInt8(ascii: "]"):
                position += 1
                return .array(elements)
            default: throw unexpected(#"expected "," or "]" after the element"#)
            }
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> Value {
        try enter(depth)
        var members: [String: Value] = [:]
        if next == UInt8(ascii: "}") {
            position += 1
            return .object(members)
        }
        while true {
            let keyPosition = position
            guard next == UInt8(ascii: "\"") else { throw unexpected("expected a key in double quotes") }
            let key = try string()
            skipSpace()
            guard next == UInt8(ascii: ":") else { throw unexpected(#"expected ":" after the key"#) }
            position += 1
            skipSpace()
            if members.updateValue(try value(depth: depth), forKey: key) != nil {
                throw JSONError("the key \(quoted(key)) is there twice", at: keyPosition, in: bytes)
            }
            skipSpace()
            switch next {
            case UInt8(ascii: ","):
                position += 1
                skipSpace()
            case UInt8(ascii: "}"):
                position += 1
                return .object(members)
            default: throw unexpected(#"expected "," or "}" after the value"#)
            }
        }
    }

    private mutating func enter(_ depth: Int) throws(JSONError) {
        if depth > Value.maximumJSONDepth {
            throw error("nested more than \(Value.maximumJSONDepth) levels deep")
        }
        position += 1
        skipSpace()
    }
}
