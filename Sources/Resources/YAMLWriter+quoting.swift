extension YAMLWriter {
    /// `text` as a plain scalar when no reader can take it for anything but text, else nil.
    func scalarText(_ text: String) -> String? {
        guard let first = text.utf8.first, let last = text.utf8.last else { return nil }
        guard first.isLetter || first.isDigit || first == UInt8(ascii: "/"), last != UInt8(ascii: " "),
            text.utf8.allSatisfy({ $0.isLetter || $0.isDigit || "_./- ".utf8.contains($0) }),
            CoreScalar(text) == .text
        else { return nil }
        // Numbers and dates of YAML 1.1: 0b11, 1_000, 2026-12-24.
        if first.isDigit, text.hasPrefix("0") || !text.utf8.contains(where: \.isLowercase) { return nil }
        switch text.lowercased() {
        case "y", "n", "yes", "no", "on", "off", "true", "false", "null": return nil
        default: return text
        }
    }

    /// `text` in double quotes, on one line.
    func doubleQuoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\r": quoted += "\\r"
            case _ where isPrintable(scalar): quoted.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\U" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
            }
        }
        return quoted + "\""
    }

    /// What begins `text` as a block of lines (`|`, `|-`), or nil when it is better off in quotes: when it
    /// has one line only, or white space or characters that the block form would not keep.
    func literalHeader(of text: String) -> String? {
        let isPlainText = text.unicodeScalars.allSatisfy { $0 == "\n" || isPrintable($0) }
        guard isPlainText, text.utf8.contains(0x0A), !text.hasSuffix("\n\n") else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, !first.isEmpty, !first.hasPrefix(" ") else { return nil }
        let hasBlankLine = lines.contains { !$0.isEmpty && $0.allSatisfy { $0 == " " } }
        return hasBlankLine ? nil : text.hasSuffix("\n") ? "|" : "|-"
    }

    /// Whether YAML takes the character as it is, and does not take it for a line break or a byte order mark.
    private func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: false
        default: true
        }
    }
}
