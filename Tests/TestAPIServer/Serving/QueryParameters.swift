/// The query of a request, decoded.
struct QueryParameters: Sendable {
    private var items: [(name: String, value: String)] = []

    /// Reads what follows the question mark.
    init(_ text: Substring) {
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            items.append((Self.decoded(parts[0]), parts.count > 1 ? Self.decoded(parts[1]) : ""))
        }
    }

    init() {}

    /// The first value of this name that is not empty.
    subscript(name: String) -> String? { items.first { $0.name == name && !$0.value.isEmpty }?.value }

    /// Whether the name stands for true.
    func isTrue(_ name: String) -> Bool { ["true", "1"].contains(self[name] ?? "") }

    /// Whether the name is given at all.
    func has(_ name: String) -> Bool { items.contains { $0.name == name } }

    /// A path with `%41` replaced by what it stands for; a plus sign is just a plus sign there.
    static func decodedPath(_ text: Substring) -> String {
        decoded(Substring(text.replacing("+", with: "%2B")))
    }

    /// Text with `%41` and `+` replaced by what they stand for.
    static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                bytes.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"), rest.count >= 2,
                let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(code)
                rest.removeFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
