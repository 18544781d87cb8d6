extension CELLexer {
    /// A string or bytes literal with its prefix (`r`, `b`, both) at the position; nil when there is none.
    mutating func stringLiteral() throws(CELProblem) -> CELValue? {
        var length = 0
        var isRaw = false
        var isBytes = false
        while let scalar = peek(length), length < 2 {
            if (scalar == "r" || scalar == "R") && !isRaw {
                isRaw = true
            } else if (scalar == "b" || scalar == "B") && !isBytes {
                isBytes = true
            } else {
                break
            }
            length += 1
        }
        guard let quote = peek(length), quote == "\"" || quote == "'" else { return nil }
        let start = position
        position += length
        let isTriple = peek(1) == quote && peek(2) == quote
        position += isTriple ? 3 : 1
        var body = Body(isBytes: isBytes)
        while true {
            guard let scalar = peek(), isTriple || (scalar != "\n" && scalar != "\r") else {
                throw problem("the string does not end", at: start)
            }
            if scalar == quote, !isTriple || (peek(1) == quote && peek(2) == quote) {
                position += isTriple ? 3 : 1
                return body.value
            }
            position += 1
            if scalar == "\\" && !isRaw {
                try escape(into: &body)
            } else {
                body.append(scalar)
            }
        }
    }

    /// What a literal holds so far, as text or as bytes.
    struct Body {
        let isBytes: Bool
        var text = ""
        var bytes: [UInt8] = []

        mutating func append(_ scalar: Unicode.Scalar) {
            if isBytes {
                bytes.append(contentsOf: Array(String(scalar).utf8))
            } else {
                text.unicodeScalars.append(scalar)
            }
        }

        var value: CELValue { isBytes ? .bytes(bytes) : .string(text) }
    }

    private mutating func escape(into body: inout Body) throws(CELProblem) {
        let start = position - 1
        guard let scalar = peek() else { throw problem("the string does not end", at: start) }
        position += 1
        switch scalar {
        case "a": body.append("\u{07}")
        case "b": body.append("\u{08}")
        case "f": body.append("\u{0C}")
        case "n": body.append("\n")
        case "r": body.append("\r")
        case "t": body.append("\t")
        case "v": body.append("\u{0B}")
        case "\\", "\"", "'", "`", "?": body.append(scalar)
        case "x", "X": try numericEscape(digits: 2, radix: 16, isByte: true, start: start, into: &body)
        case "u": try numericEscape(digits: 4, radix: 16, isByte: false, start: start, into: &body)
        case "U": try numericEscape(digits: 8, radix: 16, isByte: false, start: start, into: &body)
        case "0"..."3":
            position -= 1
            try numericEscape(digits: 3, radix: 8, isByte: true, start: start, into: &body)
        default: throw problem("unknown escape '\\\(scalar)'", at: start)
        }
    }

    /// In bytes an escape of a byte is that byte; in text it is the character of that number.
    private mutating func numericEscape(
        digits: Int, radix: Int, isByte: Bool, start: Int, into body: inout Body
    ) throws(CELProblem) {
        var text = ""
        for _ in 0..<digits {
            guard peek() != nil else { throw problem("the escape is too short", at: start) }
            text.unicodeScalars.append(take())
        }
        guard let number = UInt32(text, radix: radix), let scalar = Unicode.Scalar(number) else {
            throw problem("the escape names no character", at: start)
        }
        if body.isBytes && isByte {
            body.bytes.append(UInt8(truncatingIfNeeded: number))
        } else if body.isBytes {
            throw problem("\\u and \\U are not allowed in bytes", at: start)
        } else {
            body.append(scalar)
        }
    }
}
