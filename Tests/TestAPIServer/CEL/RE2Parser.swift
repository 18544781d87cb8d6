/// Reads a regular expression in RE2's syntax, which has no look-around and no back references.
struct RE2Parser {
    var scalars: [Unicode.Scalar]
    var position = 0
    private var flags = Flags()
    private var depth = 0

    struct Flags {
        var ignoresCase = false
        var isMultiLine = false
        var dotMatchesNewline = false
        var isUngreedy = false
    }

    /// The largest count in `{n,m}`, and the deepest nesting of groups.
    static let maximumRepeat = 1000

    static func parse(_ pattern: String) throws(RE2Problem) -> RE2Node {
        var parser = RE2Parser(scalars: Array(pattern.unicodeScalars))
        let node = try parser.choice()
        if parser.position < parser.scalars.count { throw RE2Problem("unexpected )", pattern) }
        return node
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    func text(from start: Int, to end: Int? = nil) -> String {
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars[start..<min(end ?? scalars.count, scalars.count)])
        return text
    }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    private mutating func choice() throws(RE2Problem) -> RE2Node {
        depth += 1
        defer { depth -= 1 }
        if depth > Self.maximumRepeat { throw RE2Problem("expression nests too deeply", text(from: 0)) }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(RE2Problem) -> RE2Node {
        var nodes: [RE2Node] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            let start = position
            guard let atom = try atom(scalar) else { continue }
            nodes.append(try repeated(atom, from: start))
        }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    /// The next atom; nil when it only set flags.
    private mutating func atom(_ scalar: Unicode.Scalar) throws(RE2Problem) -> RE2Node? {
        let start = position
        position += 1
        switch scalar {
        case "(": return try group(start)
        case "[": return .set(cased(try characterClass(start)))
        case ".":
            return .set(
                flags.dotMatchesNewline
                    ? RE2Set(parts: [], isNegated: true) : RE2Set(parts: [.range(10, 10)], isNegated: true))
        case "^": return .assertion(flags.isMultiLine ? .lineStart : .textStart)
        case "$": return .assertion(flags.isMultiLine ? .lineEnd : .textEnd)
        case "\\": return try escape(start)
        case "*", "+", "?":
            throw RE2Problem("missing argument to repetition operator", text(from: start, to: start + 1))
        default: return .set(cased(.single(scalar)))
        }
    }

    private func cased(_ set: RE2Set) -> RE2Set { flags.ignoresCase ? set.ignoringCase : set }

    private mutating func group(_ start: Int) throws(RE2Problem) -> RE2Node? {
        let outer = flags
        if take("?") {
            if take("P") || next == "<" {
                guard take("<"), let end = scalars[position...].firstIndex(of: ">"), end > position,
                    scalars[position..<end].allSatisfy({ $0.isLetter || $0.isDigit })
                else {
                    throw RE2Problem("invalid or unsupported Perl syntax", text(from: start, to: position))
                }
                position = end + 1
            } else if try !setFlags(start) {
                return nil
            }
        }
        let node = try choice()
        guard take(")") else { throw RE2Problem("missing closing )", text(from: 0)) }
        flags = outer
        return node
    }

    /// Reads `i-s:` after `(?`. False when the group ends here, so that the flags hold for what follows.
    private mutating func setFlags(_ start: Int) throws(RE2Problem) -> Bool {
        var isOn = true
        while let scalar = next {
            position += 1
            switch scalar {
            case "i": flags.ignoresCase = isOn
            case "m": flags.isMultiLine = isOn
            case "s": flags.dotMatchesNewline = isOn
            case "U": flags.isUngreedy = isOn
            case "-" where isOn: isOn = false
            case ":": return true
            case ")": return false
            default: throw RE2Problem("invalid or unsupported Perl syntax", text(from: start, to: position))
            }
        }
        throw RE2Problem("missing closing )", text(from: 0))
    }

    private mutating func repeated(_ atom: RE2Node, from start: Int) throws(RE2Problem) -> RE2Node {
        var node = atom
        var isRepeated = false
        while let scalar = next {
            let operatorStart = position
            var low = 0
            var high: Int?
            switch scalar {
            case "*": position += 1
            case "+":
                position += 1
                low = 1
            case "?":
                position += 1
                high = 1
            case "{":
                guard let bounds = try bounds() else { return node }
                (low, high) = bounds
            default: return node
            }
            if isRepeated {
                throw RE2Problem(
                    "invalid nested repetition operator", text(from: operatorStart - 1, to: position))
            }
            let isLazy = take("?") != flags.isUngreedy
            node = .repetition(node, low: low, high: high, isLazy: isLazy)
            isRepeated = true
        }
        return node
    }

    /// The bounds of `{n}`, `{n,}` or `{n,m}` at the position; nil when the brace stands for itself and is
    /// read as the next atom.
    private mutating func bounds() throws(RE2Problem) -> (Int, Int?)? {
        let start = position
        guard let end = scalars[position...].firstIndex(of: "}") else { return nil }
        let parts = text(from: position + 1, to: end).split(separator: ",", omittingEmptySubsequences: false)
        guard let low = parts.first.flatMap({ Int($0) }), parts.count <= 2, low >= 0 else { return nil }
        var high: Int? = low
        if parts.count == 2 {
            high = Int(parts[1])
            if high == nil && !parts[1].isEmpty { return nil }
        }
        position = end + 1
        if low > Self.maximumRepeat || (high ?? 0) > Self.maximumRepeat || (high ?? low) < low {
            throw RE2Problem("invalid repeat count", text(from: start, to: end + 1))
        }
        return (low, high)
    }
}
