/// The forms of names, as Kubernetes has them, so that the same manifest is valid in a file and in a cluster.
enum NameRules {
    static let longestSubdomain = 253
    static let longestLabel = 63

    static let subdomainAdvice =
        "use lower-case letters, digits, '-' and '.', with a letter or digit at both ends"
    static let namespaceAdvice =
        "use lower-case letters, digits and '-', with a letter or digit at both ends"
    static let labelKeyAdvice =
        "write name or prefix.example/name, the name with letters, digits, '-', '_' and '.'"
    static let labelValueAdvice =
        "use letters, digits, '-', '_' and '.', with a letter or digit at both ends, or an annotation"
    static let environmentNameAdvice = "use letters, digits and '_'"

    static func subdomainProblem(_ text: String) -> FieldProblem? {
        if text.utf8.count > longestSubdomain { return tooLong(text, longestSubdomain) }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        if parts.allSatisfy({ isLabel($0) }) { return nil }
        return FieldProblem(
            "\(quoted(text)) is not a valid name",
            hint: validSpelling(of: text, isValid: { subdomainProblem($0) == nil })
                ?? subdomainAdvice)
    }

    static func labelProblem(_ text: String) -> FieldProblem? {
        if text.utf8.count > longestLabel { return tooLong(text, longestLabel) }
        if isLabel(Substring(text).utf8) { return nil }
        return FieldProblem(
            "\(quoted(text)) is not a valid namespace",
            hint: validSpelling(of: text, isValid: { labelProblem($0) == nil })
                ?? namespaceAdvice)
    }

    static func labelKeyProblem(_ text: String) -> FieldProblem? {
        let advice = labelKeyAdvice
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 2, let name = parts.last, !name.isEmpty, isQualified(name) else {
            return FieldProblem("\(quoted(text)) is not a valid key", hint: advice)
        }
        if name.utf8.count > longestLabel { return tooLong(name, longestLabel) }
        if parts.count == 2, subdomainProblem(parts[0]) != nil {
            return FieldProblem("\(quoted(text)) has a prefix that is no DNS name", hint: advice)
        }
        return nil
    }

    static func labelValueProblem(_ text: String) -> FieldProblem? {
        if text.utf8.count > longestLabel { return tooLong(text, longestLabel) }
        if isQualified(text) { return nil }
        return FieldProblem(
            "\(quoted(text)) is not a valid label value",
            hint: labelValueAdvice)
    }

    static func environmentNameProblem(_ text: String) -> FieldProblem? {
        let isValid = !text.isEmpty && text.utf8.allSatisfy { 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "=") }
        if isValid { return nil }
        // Not repeated: it may be the whole of NAME=secret.
        return FieldProblem(
            "not a valid name of an environment variable", hint: environmentNameAdvice)
    }

    private static func tooLong(_ text: String, _ limit: Int) -> FieldProblem {
        FieldProblem("\(quoted(text)) has \(text.utf8.count) characters", hint: "use at most \(limit)")
    }

    private static func isLabel(_ part: Substring.UTF8View) -> Bool {
        guard let first = part.first, let last = part.last else { return false }
        let hyphen = UInt8(ascii: "-")
        return first != hyphen && last != hyphen
            && part.allSatisfy { $0.isLowercase || $0.isDigit || $0 == hyphen }
    }

    /// Letters, digits, `-`, `_`, `.`, with a letter or digit at both ends; also nothing.
    private static func isQualified(_ text: String) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last else { return true }
        return (first.isLetter || first.isDigit) && (last.isLetter || last.isDigit)
            && text.utf8.allSatisfy { $0.isLetter || $0.isDigit || "-_.".utf8.contains($0) }
    }

    /// Advice for a name that only differs in case, underscores or spaces from a valid one.
    private static func validSpelling(of text: String, isValid: (String) -> Bool) -> String? {
        let spelling = String(text.lowercased().map { $0 == "_" || $0 == " " ? "-" : $0 })
        return spelling != text && isValid(spelling) ? "did you mean \(quoted(spelling))?" : nil
    }
}
