extension JSONParser {
    /// Reads a number; `position` is at its first character.
    mutating func number() throws(JSONError) -> Value {
        let start = position
        var isInteger = true
        if next == UInt8(ascii: "-") { position += 1 }
        if next == UInt8(ascii: "0") {
            position += 1
            if next.isDigit { throw error("a number must not begin with 0") }
        } else {
            try digits()
        }
        if next == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            try digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            isInteger = false
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, let number = Int64(text) { return .int(number) }
        guard let number = Double(text), number.isFinite else {
            throw JSONError("the number \(shortened(text)) is too large", at: start, in: bytes)
        }
        return .double(number)
    }

    private mutating func digits() throws(JSONError) {
        guard next.isDigit else { throw unexpected("expected a digit") }
        while next.isDigit { position += 1 }
    }

    /// Reads a string; `position` is at its opening quote.
    mutating func string() throws(JSONError) -> String {
        let start = position
        position += 1
        let textStart = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""),
            bytes[position] != UInt8(ascii: "\\"),
            bytes[position] >= 0x20
        {
            position += 1
        }
        if next == UInt8(ascii: "\"") {
            defer { position += 1 }
            return try text(bytes[textStart..<position], from: start)
        }
        var unescaped = Array(bytes[textStart..<position])
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try text(unescaped[...], from: start)
            case UInt8(ascii: "\\"):
                position += 1
                try escape(into: &unescaped)
            case 0..<0x20: throw error("a control character in a string must be written as an escape")
            default:
                unescaped.append(byte)
                position += 1
            }
        }
        throw JSONError("the string that begins here is not closed", at: start, in: bytes)
    }

    private func text(_ slice: ArraySlice<UInt8>, from start: Int) throws(JSONError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw JSONError("the string that begins here is not valid UTF-8", at: start, in: bytes)
        }
        return text
    }

    /// Reads what follows a backslash.
    private mutating func escape(into unescaped: inout [UInt8]) throws(JSONError) {
        let byte = next
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(byte)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"):
            position += 1
            unescaped.append(contentsOf: String(Character(try unicodeEscape())).utf8)
            return
        default: throw unexpected("unknown escape")
        }
        position += 1
    }

    /// Reads the four digits after `\u`, and the second half of a surrogate pair when they are the first.
    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let first = try fourHexDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, next == UInt8(ascii: "\\"), position + 1 < bytes.count,
            bytes[position + 1] == UInt8(ascii: "u")
        else { throw error("half of a surrogate pair stands alone") }
        position += 2
        let second = try fourHexDigits()
        guard 0xDC00..<0xE000 ~= second,
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw error("half of a surrogate pair stands alone") }
        return scalar
    }

    private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(next)).hexDigitValue else {
                throw unexpected("expected four hexadecimal digits")
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }
}
