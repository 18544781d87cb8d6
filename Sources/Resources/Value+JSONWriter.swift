extension Value {
    /// This value as JSON in the one form that equal values share: keys in order, no spaces, text as UTF-8
    /// with only the necessary escapes, and numbers in the shortest form that reads back as the same number.
    public func canonicalJSON() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(128)
        appendCanonicalJSON(to: &bytes)
        return bytes
    }

    /// Appends what ``canonicalJSON()`` returns to `bytes`, so that a caller can reuse its buffer.
    public func appendCanonicalJSON(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        case .int(let number): bytes.append(contentsOf: String(number).utf8)
        case .double(let number):
            // JSON knows no infinity; decoding refuses it, so this is only for values made in code.
            bytes.append(contentsOf: (number.isFinite ? number.description : "null").utf8)
        case .string(let text): appendJSONString(text, to: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.appendCanonicalJSON(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                appendJSONString(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.appendCanonicalJSON(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }
}

/// Appends `text` as a JSON string with its quotes.
func appendJSONString(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0x0A: bytes.append(contentsOf: "\\n".utf8)
        case 0x0D: bytes.append(contentsOf: "\\r".utf8)
        case 0x09: bytes.append(contentsOf: "\\t".utf8)
        case 0..<0x20:
            bytes.append(contentsOf: byte < 0x10 ? "\\u000".utf8 : "\\u00".utf8)
            bytes.append(contentsOf: String(byte, radix: 16).utf8)
        default: bytes.append(byte)
        }
    }
    bytes.append(UInt8(ascii: "\""))
}
