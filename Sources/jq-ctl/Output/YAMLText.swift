import Resources

/// `value` as block-style YAML with keys in order, ended by a line feed.
func yamlText(_ value: Value) -> String {
    var text = ""
    append(value, indent: 0, afterKey: false, to: &text)
    return text
}

/// - Parameter afterKey: the cursor stands behind "key:", so that a block begins on the next line.
private func append(_ value: Value, indent: Int, afterKey: Bool, to text: inout String) {
    let margin = String(repeating: " ", count: indent)
    switch value {
    case .object(let members) where !members.isEmpty:
        for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
            text += index == 0 && !afterKey ? "" : index == 0 ? "\n\(margin)" : margin
            text += scalar(member.key) + ":"
            append(member.value, indent: indent + 2, afterKey: true, to: &text)
        }
    case .array(let elements) where !elements.isEmpty:
        // Elements stand under their key, as Kubernetes tools write them.
        let margin = afterKey ? String(repeating: " ", count: indent - 2) : margin
        for (index, element) in elements.enumerated() {
            text += index == 0 && !afterKey ? "- " : index == 0 ? "\n\(margin)- " : "\(margin)- "
            append(element, indent: afterKey ? indent : indent + 2, afterKey: false, to: &text)
        }
    case .string(let string): text += (afterKey ? " " : "") + scalar(string) + "\n"
    default: text += (afterKey ? " " : "") + String(decoding: value.canonicalJSON(), as: UTF8.self) + "\n"
    }
}

/// Plain when no reader can take the text for something else, in JSON's double quotes otherwise.
private func scalar(_ text: String) -> String {
    let marks = "_-./".unicodeScalars
    let isWord = text.unicodeScalars.allSatisfy { scalar in
        scalar.isASCII && (scalar.properties.isAlphabetic || "0"..."9" ~= scalar || marks.contains(scalar))
    }
    let beginsWithLetter = text.unicodeScalars.first.map { $0.isASCII && $0.properties.isAlphabetic } ?? false
    let reserved = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"]
    return isWord && beginsWithLetter && !reserved.contains(text.lowercased())
        ? text : String(decoding: Value.string(text).canonicalJSON(), as: UTF8.self)
}
