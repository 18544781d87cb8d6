/// A part of a regular expression in RE2's syntax.
indirect enum RE2Node: Hashable, Sendable {
    case empty
    case set(RE2Set)
    case sequence([RE2Node])
    case choice([RE2Node])
    case repetition(RE2Node, low: Int, high: Int?, isLazy: Bool)
    case assertion(RE2Assertion)
}

/// A condition on a place between characters.
enum RE2Assertion: Hashable, Sendable {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, notWordBoundary

    /// Whether it holds before index `position` of `text`.
    func holds(at position: Int, in text: [Unicode.Scalar]) -> Bool {
        switch self {
        case .textStart: return position == 0
        case .textEnd: return position == text.count
        case .lineStart: return position == 0 || text[position - 1] == "\n"
        case .lineEnd: return position == text.count || text[position] == "\n"
        case .wordBoundary, .notWordBoundary:
            let before = position > 0 && (text[position - 1].isLetter || text[position - 1].isDigit)
            let after = position < text.count && (text[position].isLetter || text[position].isDigit)
            return (before != after) == (self == .wordBoundary)
        }
    }
}

/// Why a regular expression is none, in the words of Go's `regexp`.
struct RE2Problem: Error, Hashable, Sendable {
    let message: String

    init(_ kind: String, _ part: String) { message = "error parsing regexp: \(kind): `\(part)`" }
}
