/// What a plain scalar is by the core schema of YAML 1.2, which is how JSON means it too. Words of YAML 1.1
/// such as `yes` and `on` are text.
enum CoreScalar: Equatable {
    case null
    case bool(Bool)
    case int(Int64)
    /// A whole number that 64 bits do not hold.
    case hugeInt
    /// Never whole when below 2^53: `1.0` is the integer 1, as every JSON program may rewrite it.
    case double(Double)
    /// Infinity or not a number, or a number too large for a double.
    case notFinite
    case text

    init(_ text: String) {
        self = .null
        if isNullText(text) { return }
        guard let first = text.utf8.first else { return }
        switch Unicode.Scalar(first) {
        case "t", "T": self = text == "true" || text == "True" || text == "TRUE" ? .bool(true) : .text
        case "f", "F": self = text == "false" || text == "False" || text == "FALSE" ? .bool(false) : .text
        case "0"..."9", "-", "+", ".": self = CoreScalar(number: text)
        default: self = .text
        }
    }

    private init(number text: String) {
        if let number = Int64(text) {
            self = .int(number)
        } else if text.hasPrefix("0x") {
            self = CoreScalar(digits: text.dropFirst(2), radix: 16)
        } else if text.hasPrefix("0o") {
            self = CoreScalar(digits: text.dropFirst(2), radix: 8)
        } else if Self.isDecimal(text) {
            let isInteger = text.utf8.allSatisfy {
                $0.isDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+")
            }
            self = isInteger ? .hugeInt : CoreScalar(decimal: text)
        } else {
            switch text.drop(while: { $0 == "-" || $0 == "+" }) {
            case ".inf", ".Inf", ".INF": self = .notFinite
            case ".nan", ".NaN", ".NAN": self = .notFinite
            default: self = .text
            }
        }
    }

    private init(digits: Substring, radix: Int) {
        let isNumber = !digits.isEmpty && digits.allSatisfy { ($0.hexDigitValue ?? radix) < radix }
        guard isNumber else {
            self = .text
            return
        }
        self = Int64(digits, radix: radix).map(CoreScalar.int) ?? .hugeInt
    }

    private init(decimal text: String) {
        // Swift reads neither "1." nor ".5" the way YAML allows them in every position; both digits are
        // added.
        guard let number = Double(Self.completed(text)), number.isFinite else {
            self = .notFinite
            return
        }
        let largestExact = 9_007_199_254_740_992.0
        if number.rounded() == number, abs(number) < largestExact {
            self = .int(Int64(number))
        } else {
            self = .double(number)
        }
    }

    private static func completed(_ text: String) -> String {
        guard let point = text.firstIndex(of: ".") else { return text }
        let before = text[..<point]
        let after = text[text.index(after: point)...]
        let leading = before.last?.isNumber == true ? "" : "0"
        let trailing = after.first?.isNumber == true ? "" : "0"
        return "\(before)\(leading).\(trailing)\(after)"
    }

    /// Whether `text` is `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`.
    private static func isDecimal(_ text: String) -> Bool {
        var rest = Substring(text).utf8
        func dropDigits() -> Int {
            let digits = rest.prefix { $0.isDigit }.count
            rest = rest.dropFirst(digits)
            return digits
        }
        func dropSign() {
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        }
        dropSign()
        var digits = dropDigits()
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            digits += dropDigits()
        }
        guard digits > 0 else { return false }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            dropSign()
            guard dropDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }
}

/// Whether YAML 1.2 reads plain `text` as null.
func isNullText(_ text: String) -> Bool {
    switch text {
    case "", "~", "null", "Null", "NULL": true
    default: false
    }
}
