import Resources

/// `value` as indented JSON with keys in order, ended by a line feed.
func jsonText(_ value: Value) -> String {
    var bytes: [UInt8] = []
    append(value, depth: 0, to: &bytes)
    bytes.append(UInt8(ascii: "\n"))
    return String(decoding: bytes, as: UTF8.self)
}

private func append(_ value: Value, depth: Int, to bytes: inout [UInt8]) {
    switch value {
    case .array(let elements) where !elements.isEmpty:
        appendBlock(elements, open: "[", close: "]", depth: depth, to: &bytes) { element, bytes in
            append(element, depth: depth + 1, to: &bytes)
        }
    case .object(let members) where !members.isEmpty:
        let ordered = members.sorted { $0.key < $1.key }
        appendBlock(ordered, open: "{", close: "}", depth: depth, to: &bytes) { member, bytes in
            Value.string(member.key).appendCanonicalJSON(to: &bytes)
            bytes.append(contentsOf: ": ".utf8)
            append(member.value, depth: depth + 1, to: &bytes)
        }
    default: value.appendCanonicalJSON(to: &bytes)
    }
}

private func appendBlock<Element>(
    _ elements: [Element], open: String, close: String, depth: Int, to bytes: inout [UInt8],
    _ appendElement: (Element, inout [UInt8]) -> Void
) {
    bytes.append(contentsOf: open.utf8)
    for (index, element) in elements.enumerated() {
        bytes.append(contentsOf: (index == 0 ? "\n" : ",\n").utf8)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * (depth + 1)))
        appendElement(element, &bytes)
    }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    bytes.append(contentsOf: close.utf8)
}
