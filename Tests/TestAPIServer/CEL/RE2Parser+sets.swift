extension RE2Parser {
    /// What follows a backslash outside of brackets.
    mutating func escape(_ start: Int) throws(RE2Problem) -> RE2Node {
        guard let scalar = next else { throw RE2Problem("trailing backslash at end of expression", "") }
        switch scalar {
        case "A", "z", "b", "B":
            position += 1
            let assertions: [Unicode.Scalar: RE2Assertion] = [
                "A": .textStart, "z": .textEnd, "b": .wordBoundary, "B": .notWordBoundary,
            ]
            return assertions[scalar].map { .assertion($0) } ?? .empty
        case "Q":
            position += 1
            var nodes: [RE2Node] = []
            while let literal = next {
                if literal == "\\", position + 1 < scalars.count, scalars[position + 1] == "E" {
                    position += 2
                    break
                }
                nodes.append(.set(.single(literal)))
                position += 1
            }
            return .sequence(nodes)
        default: return .set(try escapedSet(start))
        }
    }

    /// `\d`, `\pL`, `\x41`, `\.` and the like, inside and outside of brackets.
    private mutating func escapedSet(_ start: Int) throws(RE2Problem) -> RE2Set {
        guard let scalar = next else { throw RE2Problem("trailing backslash at end of expression", "") }
        position += 1
        if let set = RE2Set.perlClass(scalar) { return set }
        switch scalar {
        case "p", "P": return try category(isNegated: scalar == "P", start)
        case "a": return .single("\u{07}")
        case "f": return .single("\u{0C}")
        case "n": return .single("\n")
        case "r": return .single("\r")
        case "t": return .single("\t")
        case "v": return .single("\u{0B}")
        case "x": return .single(try hexadecimal(start))
        case "0"..."7":
            var value = scalar.value - 48
            guard scalar == "0" || (next.map { ("0"..."7").contains($0) } ?? false) else {
                throw RE2Problem("invalid escape sequence", text(from: start, to: position))
            }
            for _ in 0..<2 {
                guard let digit = next, ("0"..."7").contains(digit) else { break }
                value = value * 8 + digit.value - 48
                position += 1
            }
            return .single(Unicode.Scalar(value) ?? " ")
        default:
            guard scalar.isASCII, !scalar.isDigit, !scalar.isLetter || scalar == "_" else {
                throw RE2Problem("invalid escape sequence", text(from: start, to: position))
            }
            return .single(scalar)
        }
    }

    private mutating func hexadecimal(_ start: Int) throws(RE2Problem) -> Unicode.Scalar {
        var digits = ""
        if take("{") {
            while let scalar = next, scalar != "}" {
                digits.unicodeScalars.append(scalar)
                position += 1
            }
            _ = take("}")
        } else {
            digits = text(from: position, to: position + 2)
            position += digits.unicodeScalars.count
        }
        guard let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else {
            throw RE2Problem("invalid escape sequence", text(from: start, to: position))
        }
        return scalar
    }

    private mutating func category(isNegated: Bool, _ start: Int) throws(RE2Problem) -> RE2Set {
        var name = ""
        if take("{") {
            while let scalar = next, scalar != "}" {
                name.unicodeScalars.append(scalar)
                position += 1
            }
            _ = take("}")
        } else if let scalar = next {
            name.unicodeScalars.append(scalar)
            position += 1
        }
        var isNegated = isNegated
        if name.hasPrefix("^") {
            name.removeFirst()
            isNegated.toggle()
        }
        guard let first = name.unicodeScalars.first, "LMNPSZC".unicodeScalars.contains(first), name.count <= 2
        else { throw RE2Problem("invalid character class range", text(from: start, to: position)) }
        return RE2Set(parts: [.category(name)], isNegated: isNegated)
    }

    /// What stands between brackets; the position is after the opening one.
    mutating func characterClass(_ start: Int) throws(RE2Problem) -> RE2Set {
        var set = RE2Set()
        set.isNegated = take("^")
        var isFirst = true
        while isFirst || next != "]" {
            isFirst = false
            let itemStart = position
            guard next != nil else { throw RE2Problem("missing closing ]", text(from: start)) }
            if let named = try posixName() {
                set.parts += named.isNegated ? [.not(RE2Set(parts: named.parts))] : named.parts
                continue
            }
            let low = try classItem()
            guard let lowScalar = low.onlyScalar, next == "-", position + 1 < scalars.count,
                scalars[position + 1] != "]"
            else {
                set.parts += low.isNegated ? [.not(RE2Set(parts: low.parts))] : low.parts
                continue
            }
            position += 1
            guard let highScalar = try classItem().onlyScalar, lowScalar.value <= highScalar.value else {
                throw RE2Problem("invalid character class range", text(from: itemStart, to: position))
            }
            set.parts.append(.range(lowScalar.value, highScalar.value))
        }
        position += 1
        return set
    }

    private mutating func classItem() throws(RE2Problem) -> RE2Set {
        let start = position
        guard let scalar = next else { throw RE2Problem("missing closing ]", text(from: start)) }
        position += 1
        return scalar == "\\" ? try escapedSet(start) : .single(scalar)
    }

    private mutating func posixName() throws(RE2Problem) -> RE2Set? {
        guard next == "[", position + 1 < scalars.count, scalars[position + 1] == ":" else { return nil }
        let start = position
        var end = position + 2
        while end + 1 < scalars.count, !(scalars[end] == ":" && scalars[end + 1] == "]") { end += 1 }
        guard end + 1 < scalars.count else { return nil }
        var name = text(from: position + 2, to: end)
        let isNegated = name.hasPrefix("^")
        if isNegated { name.removeFirst() }
        guard let set = RE2Set.posixClass(name) else {
            throw RE2Problem("invalid character class range", text(from: start, to: end + 2))
        }
        position = end + 2
        return RE2Set(parts: set.parts, isNegated: isNegated)
    }
}

extension RE2Set {
    /// The one character of the set, when it has exactly one.
    fileprivate var onlyScalar: Unicode.Scalar? {
        guard !isNegated, parts.count == 1, case .range(let low, let high) = parts[0], low == high else {
            return nil
        }
        return Unicode.Scalar(low)
    }
}
