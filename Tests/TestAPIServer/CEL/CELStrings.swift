/// The functions on strings. Places and sizes count characters (code points), not bytes.
enum CELStrings {
    /// The result of `text.name(arguments)`.
    static func apply(_ name: String, _ text: String, _ arguments: [CELValue]) throws(CELError) -> CELValue {
        switch name {
        case "startsWith": return .bool(text.utf8.starts(with: try string(arguments, 0).utf8))
        case "endsWith":
            return .bool(text.utf8.reversed().starts(with: try string(arguments, 0).utf8.reversed()))
        case "contains":
            let (text, part) = (Array(text.utf8), Array(try string(arguments, 0).utf8))
            return .bool(index(of: part, in: text, from: 0) != nil)
        case "lowerAscii": return .string(mapped(text, "A"..."Z") { $0 + 32 })
        case "upperAscii": return .string(mapped(text, "a"..."z") { $0 - 32 })
        case "trim": return .string(trimmed(text))
        case "indexOf", "lastIndexOf": return try indexOf(name, text, arguments)
        case "charAt": return try charAt(text, arguments)
        case "substring": return try substring(text, arguments)
        case "replace": return try replace(text, arguments)
        case "split": return try split(text, arguments)
        case "format": return try CELFormat.apply(text, arguments)
        default: throw .noSuchOverload
        }
    }

    static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        return text
    }

    static func string(_ values: [CELValue], _ place: Int) throws(CELError) -> String {
        guard values.indices.contains(place), case .string(let text) = values[place] else {
            throw .noSuchOverload
        }
        return text
    }

    private static func int(_ values: [CELValue], _ place: Int) throws(CELError) -> Int {
        guard values.indices.contains(place), case .int(let number) = values[place] else {
            throw .noSuchOverload
        }
        return Int(number)
    }

    /// The first place of `part` at or after `start`.
    static func index<Element: Equatable>(of part: [Element], in whole: [Element], from start: Int) -> Int? {
        guard start >= 0, start + part.count <= whole.count else { return nil }
        return (start...(whole.count - part.count)).first { whole[$0...].starts(with: part) }
    }

    private static func mapped(
        _ text: String, _ range: ClosedRange<Unicode.Scalar>, _ change: (UInt32) -> UInt32
    ) -> String {
        Self.text(
            text.unicodeScalars.map { range.contains($0) ? Unicode.Scalar(change($0.value)) ?? $0 : $0 })
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return Self.text(scalars[first...last])
    }

    private static func indexOf(
        _ name: String, _ text: String, _ arguments: [CELValue]
    ) throws(CELError) -> CELValue {
        let whole = Array(text.unicodeScalars)
        let part = Array(try string(arguments, 0).unicodeScalars)
        let isLast = name == "lastIndexOf"
        var start = isLast ? whole.count : 0
        if arguments.count > 1 {
            start = try int(arguments, 1)
            if start < 0 { throw CELError("index out of range: \(start)") }
            if start >= whole.count && !part.isEmpty { return .int(-1) }
        }
        if part.isEmpty { return .int(Int64(start)) }
        if !isLast { return .int(index(of: part, in: whole, from: start).map(Int64.init) ?? -1) }
        guard part.count <= whole.count else { return .int(-1) }
        let places = 0...min(start, whole.count - part.count)
        return .int(places.last { whole[$0...].starts(with: part) }.map(Int64.init) ?? -1)
    }

    private static func charAt(_ text: String, _ arguments: [CELValue]) throws(CELError) -> CELValue {
        let whole = Array(text.unicodeScalars)
        let place = try int(arguments, 0)
        guard (0...whole.count).contains(place) else { throw CELError("index out of range: \(place)") }
        return .string(place == whole.count ? "" : String(whole[place]))
    }

    private static func substring(_ text: String, _ arguments: [CELValue]) throws(CELError) -> CELValue {
        let whole = Array(text.unicodeScalars)
        let start = try int(arguments, 0)
        let end = arguments.count > 1 ? try int(arguments, 1) : whole.count
        if start < 0 || start > whole.count { throw CELError("index out of range: \(start)") }
        if end < 0 || end > whole.count { throw CELError("index out of range: \(end)") }
        if start > end { throw CELError("invalid substring range. start: \(start), end: \(end)") }
        return .string(Self.text(whole[start..<end]))
    }

    private static func replace(_ text: String, _ arguments: [CELValue]) throws(CELError) -> CELValue {
        let whole = Array(text.unicodeScalars)
        let old = Array(try string(arguments, 0).unicodeScalars)
        let new = Array(try string(arguments, 1).unicodeScalars)
        var left = arguments.count > 2 ? try int(arguments, 2) : -1
        var result: [Unicode.Scalar] = []
        var position = 0
        while position <= whole.count {
            if left != 0, whole[position...].starts(with: old), !old.isEmpty || position <= whole.count {
                result += new
                left -= 1
                position += old.count
                if !old.isEmpty { continue }
            }
            if position < whole.count { result.append(whole[position]) }
            position += 1
        }
        return .string(Self.text(result))
    }

    private static func split(_ text: String, _ arguments: [CELValue]) throws(CELError) -> CELValue {
        let whole = Array(text.unicodeScalars)
        let separator = Array(try string(arguments, 0).unicodeScalars)
        let limit = arguments.count > 1 ? try int(arguments, 1) : -1
        if limit == 0 { return .list(CELList([])) }
        var parts: [CELValue] = []
        var start = 0
        while limit < 0 || parts.count < limit - 1 {
            let end: Int?
            if separator.isEmpty {
                end = start + 1 < whole.count ? start + 1 : nil
            } else {
                end = index(of: separator, in: whole, from: start)
            }
            guard let end else { break }
            parts.append(.string(Self.text(whole[start..<end])))
            start = end + separator.count
        }
        if !(separator.isEmpty && whole.isEmpty) { parts.append(.string(Self.text(whole[start...]))) }
        return .list(CELList(parts))
    }
}
