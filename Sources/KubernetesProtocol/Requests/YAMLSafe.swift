/// `json` with those characters as `\uXXXX` that JSON allows in the open but YAML does not, or reads as a
/// line break and folds: the server reads the body of an apply as YAML, whose productions 1 (printable) and
/// those of line breaks in version 1.1 leave out DEL, the C1 controls with NEL, U+2028, U+2029, the byte order
/// mark, U+FFFE and U+FFFF.
func yamlSafe(_ json: [UInt8]) -> [UInt8] {
    // Almost every body is free of them, and then it is not copied.
    guard json.contains(where: { $0 == 0x7F || $0 == 0xC2 || $0 == 0xE2 || $0 == 0xEF }) else { return json }
    var safe: [UInt8] = []
    safe.reserveCapacity(json.count + 16)
    var position = 0
    while position < json.count {
        let (code, length) = unsafeCharacter(json[position...])
        if let code {
            safe.append(contentsOf: code.utf8)
        } else {
            safe.append(json[position])
        }
        position += length
    }
    return safe
}

/// The escape for the character that `bytes` begins with, if it needs one, and how many bytes it has; else
/// one byte to copy.
private func unsafeCharacter(_ bytes: ArraySlice<UInt8>) -> (String?, Int) {
    switch bytes.first {
    case 0x7F: return ("\\u007f", 1)
    case 0xC2:
        guard let second = bytes.dropFirst().first, 0x80...0x9F ~= second else { break }
        return ("\\u00\(String(second, radix: 16))", 2)
    case 0xE2:
        if bytes.starts(with: [0xE2, 0x80, 0xA8]) { return ("\\u2028", 3) }
        if bytes.starts(with: [0xE2, 0x80, 0xA9]) { return ("\\u2029", 3) }
    case 0xEF:
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return ("\\ufeff", 3) }
        if bytes.starts(with: [0xEF, 0xBF, 0xBE]) { return ("\\ufffe", 3) }
        if bytes.starts(with: [0xEF, 0xBF, 0xBF]) { return ("\\uffff", 3) }
    default: break
    }
    return (nil, 1)
}
