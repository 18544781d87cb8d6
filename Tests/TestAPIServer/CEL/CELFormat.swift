/// `format` of the strings library, for the clauses `%s`, `%d`, `%f`, `%x`, `%X`, `%o`, `%b` and `%%`.
enum CELFormat {
    static func apply(_ text: String, _ arguments: [CELValue]) throws(CELError) -> CELValue {
        guard arguments.count == 1, case .list(let list) = arguments[0] else { throw .noSuchOverload }
        var values = list.elements[...]
        var result = ""
        var rest = Substring(text)
        while let character = rest.popFirst() {
            guard character == "%" else {
                result.append(character)
                continue
            }
            var precision = 6
            if rest.first == "." {
                let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
                precision = Int(digits) ?? 6
                rest = rest.dropFirst(digits.count + 1)
            }
            guard let verb = rest.popFirst() else { throw CELError("unexpected end of string") }
            if verb == "%" {
                result.append("%")
                continue
            }
            guard let value = values.popFirst() else {
                throw CELError("index \(list.elements.count) out of range")
            }
            result += try clause(verb, value, precision: precision)
        }
        return .string(result)
    }

    private static func clause(
        _ verb: Character, _ value: CELValue, precision: Int
    ) throws(CELError) -> String {
        switch (verb, value) {
        case ("s", _): return shown(value)
        case ("d", .int(let number)): return String(number)
        case ("d", .uint(let number)): return String(number)
        case ("b", .bool(let flag)): return flag ? "1" : "0"
        case ("b", .int(let number)): return String(number, radix: 2)
        case ("o", .int(let number)): return String(number, radix: 8)
        case ("x", .int(let number)): return String(number, radix: 16)
        case ("X", .int(let number)): return String(number, radix: 16, uppercase: true)
        case ("f", .double(let number)): return fixed(number, precision)
        case ("f", .int(let number)): return fixed(Double(number), precision)
        default:
            throw CELError("error during formatting: no formatting function for clause %\(verb)")
        }
    }

    /// `%s`: lists and maps in the form of their literals without quotes.
    private static func shown(_ value: CELValue) -> String {
        switch value {
        case .null: return "null"
        case .list(let list): return "[" + list.elements.map(shown).joined(separator: ", ") + "]"
        case .map(let members):
            let entries = members.map { "\(shown($0.key)): \(shown($0.value))" }
            return "{" + entries.sorted().joined(separator: ", ") + "}"
        default: return (try? CELConversions.string(value)) ?? CELFunctions.display(value)
        }
    }

    private static func fixed(_ number: Double, _ precision: Int) -> String {
        guard number.isFinite else { return GoNumber.general(number) }
        var scale = 1.0
        for _ in 0..<min(precision, 15) { scale *= 10 }
        let scaled = (number.magnitude * scale).rounded(.toNearestOrEven)
        guard let whole = UInt64(exactly: scaled) else { return GoNumber.general(number) }
        let (integer, fraction) = whole.quotientAndRemainder(dividingBy: UInt64(scale))
        let sign = number < 0 ? "-" : ""
        if precision == 0 { return "\(sign)\(integer)" }
        let digits = String(fraction)
        let padding = String(repeating: "0", count: min(precision, 15) - digits.count)
        return "\(sign)\(integer).\(padding)\(digits)"
    }
}
