internal import Resources

/// A pull parser over the bytes of one answer: the caller asks for the members it wants and skips the others,
/// for which nothing is built.
///
/// What is skipped is checked for its structure, but not for UTF-8 nor for pairs of surrogates.
struct JSONReader {
    /// How deeply arrays and objects may be nested; the same as for manifests.
    static let maximumDepth = 128

    let bytes: [UInt8]
    /// The next byte to read.
    var position = 0
    private var depth = 0
    /// Whether the container that was entered last has not given its first element yet.
    private var isFresh = false
    /// Members of unfinished objects.
    var waiting: [(key: String, value: Value)] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The byte at `position`, or 0 (which is never valid JSON) at the end.
    @inline(__always) var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

    func error(_ message: String) -> MalformedJSON {
        MalformedJSON(
            position < bytes.count ? message : "\(message), but the text ends here", offset: position)
    }

    @inline(__always) mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    /// Whether the value that follows begins with `byte`.
    @inline(__always) mutating func isNext(_ byte: UInt8) -> Bool {
        skipSpace()
        return next == byte
    }

    /// Makes sure that only white space is left.
    mutating func end() throws(MalformedJSON) {
        skipSpace()
        if position < bytes.count { throw error("unexpected text after the value") }
    }

    /// Takes a `null` if there is one.
    mutating func takeNull() throws(MalformedJSON) -> Bool {
        guard isNext(UInt8(ascii: "n")) else { return false }
        try literal("null")
        return true
    }

    mutating func literal(_ text: String) throws(MalformedJSON) {
        for byte in text.utf8 {
            guard next == byte else { throw error("expected \(text)") }
            position += 1
        }
    }

    /// Goes into an object; then ask ``nextKey()`` until it returns nil.
    mutating func enterObject() throws(MalformedJSON) {
        try enter(UInt8(ascii: "{"), "an object")
    }

    /// Goes into an array; then ask ``nextElement()`` until it returns false.
    mutating func enterArray() throws(MalformedJSON) {
        try enter(UInt8(ascii: "["), "an array")
    }

    private mutating func enter(_ bracket: UInt8, _ what: String) throws(MalformedJSON) {
        guard isNext(bracket) else { throw error("expected \(what)") }
        guard depth < Self.maximumDepth else {
            throw error("nested more than \(Self.maximumDepth) levels deep")
        }
        depth += 1
        position += 1
        isFresh = true
    }

    /// The next key of the object, with `position` at its value; nil when the object ended.
    mutating func nextKey() throws(MalformedJSON) -> String? {
        guard try advance(closing: UInt8(ascii: "}")) else { return nil }
        guard next == UInt8(ascii: "\"") else { throw error("expected a key in double quotes") }
        let key = try string()
        guard isNext(UInt8(ascii: ":")) else { throw error(#"expected ":" after the key"#) }
        position += 1
        return key
    }

    /// Passes the next key of the object without building it; false when the object ended.
    mutating func nextMember() throws(MalformedJSON) -> Bool {
        guard try advance(closing: UInt8(ascii: "}")) else { return false }
        guard next == UInt8(ascii: "\"") else { throw error("expected a key in double quotes") }
        try skipString()
        guard isNext(UInt8(ascii: ":")) else { throw error(#"expected ":" after the key"#) }
        position += 1
        return true
    }

    /// Whether the array has one more element, with `position` at it.
    mutating func nextElement() throws(MalformedJSON) -> Bool {
        try advance(closing: UInt8(ascii: "]"))
    }

    @inline(__always)
    private mutating func advance(closing bracket: UInt8) throws(MalformedJSON) -> Bool {
        skipSpace()
        if next == bracket {
            position += 1
            depth -= 1
            isFresh = false
            return false
        }
        if isFresh {
            isFresh = false
            return true
        }
        guard next == UInt8(ascii: ",") else { throw error("expected a comma or the end of the container") }
        position += 1
        skipSpace()
        return true
    }
}
