/// Cuts a CEL expression into tokens.
struct CELLexer {
    let scalars: [Unicode.Scalar]
    var position = 0

    /// The tokens of `source`; the last one is the end.
    static func tokens(of source: String) throws(CELProblem) -> [CELToken] {
        var lexer = CELLexer(scalars: Array(source.unicodeScalars))
        var tokens: [CELToken] = []
        repeat { tokens.append(try lexer.token()) } while tokens.last?.form != .end
        return tokens
    }

    func peek(_ distance: Int = 0) -> Unicode.Scalar? {
        position + distance < scalars.count ? scalars[position + distance] : nil
    }

    func problem(_ message: String, at offset: Int) -> CELProblem {
        CELProblem(message: "Syntax error: \(message)", offset: offset)
    }

    private mutating func skipSpace() {
        while let scalar = peek() {
            if scalar == "/" && peek(1) == "/" {
                while let next = peek(), next != "\n" { _ = (next, position += 1) }
            } else if scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
                || scalar == "\u{0C}"
            {
                position += 1
            } else {
                return
            }
        }
    }

    private mutating func token() throws(CELProblem) -> CELToken {
        skipSpace()
        let start = position
        guard let first = peek() else { return CELToken(form: .end, offset: start) }
        if let quote = try stringLiteral() { return CELToken(form: .literal(quote), offset: start) }
        if first.isLetter { return CELToken(form: word(), offset: start) }
        if first.isDigit || (first == "." && (peek(1)?.isDigit ?? false)) {
            return CELToken(form: try number(), offset: start)
        }
        for sign in Self.signs where scalars[position...].starts(with: sign.unicodeScalars) {
            position += sign.unicodeScalars.count
            return CELToken(form: .sign(sign), offset: start)
        }
        throw problem("token recognition error at: '\(first)'", at: start)
    }

    /// Longer signs first.
    private static let signs = [
        "==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ".", ",", "(",
        ")",
        "[", "]", "{", "}",
    ]

    private mutating func word() -> CELToken.Form {
        var name = ""
        while let scalar = peek(), scalar.isLetter || scalar.isDigit {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        switch name {
        case "true": return .literal(.bool(true))
        case "false": return .literal(.bool(false))
        case "null": return .literal(.null)
        case "in": return .sign("in")
        default: return .identifier(name)
        }
    }

    private mutating func number() throws(CELProblem) -> CELToken.Form {
        let start = position
        var digits = ""
        var radix = 10
        if peek() == "0", peek(1) == "x" || peek(1) == "X" {
            position += 2
            radix = 16
        }
        var isDouble = false
        while let scalar = peek() {
            if radix == 16 ? scalar.properties.isASCIIHexDigit : scalar.isDigit {
            } else if radix == 10, scalar == ".", !isDouble, peek(1)?.isDigit ?? false {
                isDouble = true
            } else if radix == 10, scalar == "e" || scalar == "E", let exponent = exponentLength() {
                for _ in 0..<exponent { digits.unicodeScalars.append(take()) }
                isDouble = true
                break
            } else {
                break
            }
            digits.unicodeScalars.append(take())
        }
        if isDouble {
            let text = digits.hasPrefix(".") ? "0" + digits : digits
            guard let number = Double(text), number.isFinite else {
                throw problem("invalid double literal", at: start)
            }
            return .literal(.double(number))
        }
        if peek() == "u" || peek() == "U" {
            position += 1
            guard let number = UInt64(digits, radix: radix) else {
                throw problem("invalid uint literal", at: start)
            }
            return .literal(.uint(number))
        }
        if let number = Int64(digits, radix: radix) { return .literal(.int(number)) }
        if UInt64(digits, radix: radix) == Int64.min.magnitude { return .tooLargeByOne }
        throw problem("invalid int literal", at: start)
    }

    mutating func take() -> Unicode.Scalar {
        defer { position += 1 }
        return scalars[position]
    }

    /// The length of `e`, an optional sign and digits at the position; nil when no digit follows.
    private func exponentLength() -> Int? {
        var length = 1
        if peek(length) == "+" || peek(length) == "-" { length += 1 }
        guard peek(length)?.isDigit ?? false else { return nil }
        while peek(length)?.isDigit ?? false { length += 1 }
        return length
    }
}

extension Unicode.Scalar {
    /// An ASCII letter or `_`.
    var isLetter: Bool {
        ("a"..."z").contains(self) || ("A"..."Z").contains(self) || self == "_"
    }

    /// An ASCII digit.
    var isDigit: Bool { ("0"..."9").contains(self) }
}
