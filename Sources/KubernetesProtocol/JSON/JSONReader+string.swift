extension JSONReader {
    /// Reads a string.
    mutating func string() throws(MalformedJSON) -> String {
        guard isNext(UInt8(ascii: "\"")) else { throw error("expected a string") }
        let start = position
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                let text = try validated(bytes.span.extracting((start + 1)..<position), from: start)
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            if byte < 0x20 { throw error("a control character in a string must be written as an escape") }
            position += 1
        }
        throw error("expected the end of the string")
    }

    /// Reads a string that may be null or empty; nil for both.
    mutating func optionalString() throws(MalformedJSON) -> String? {
        if try takeNull() { return nil }
        let text = try string()
        return text.isEmpty ? nil : text
    }

    /// Goes on at the first backslash of the string that begins at `start`.
    private mutating func escapedString(from start: Int) throws(MalformedJSON) -> String {
        var unescaped = Array(bytes[(start + 1)..<position])
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try validated(unescaped.span, from: start)
            case UInt8(ascii: "\\"):
                position += 1
                try escape(into: &unescaped)
            case 0..<0x20: throw error("a control character in a string must be written as an escape")
            default:
                unescaped.append(byte)
                position += 1
            }
        }
        throw error("expected the end of the string")
    }

    private func validated(_ text: Span<UInt8>, from start: Int) throws(MalformedJSON) -> String {
        do {
            return String(copying: try UTF8Span(validating: text))
        } catch {
            throw MalformedJSON("the string that begins here is not valid UTF-8", offset: start)
        }
    }

    /// Reads what follows a backslash.
    private mutating func escape(into unescaped: inout [UInt8]) throws(MalformedJSON) {
        switch next {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(next)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"):
            position += 1
            unescaped.append(contentsOf: String(Character(try unicodeEscape())).utf8)
            return
        default: throw error("unknown escape")
        }
        position += 1
    }

    /// Reads the four digits after `\u`, and the second half of a surrogate pair when they are the first.
    private mutating func unicodeEscape() throws(MalformedJSON) -> Unicode.Scalar {
        let first = try fourHexDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, next == UInt8(ascii: "\\") else {
            throw error("half of a surrogate pair stands alone")
        }
        position += 1
        guard next == UInt8(ascii: "u") else { throw error("half of a surrogate pair stands alone") }
        position += 1
        let second = try fourHexDigits()
        guard 0xDC00..<0xE000 ~= second,
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw error("half of a surrogate pair stands alone") }
        return scalar
    }

    private mutating func fourHexDigits() throws(MalformedJSON) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = hexValue(next) else { throw error("expected four hexadecimal digits") }
            code = code << 4 | digit
            position += 1
        }
        return code
    }
}

/// The number that a hexadecimal digit in ASCII stands for.
func hexValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
}
