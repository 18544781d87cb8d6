/// The forms of names (RFC 1123, RFC 1035) and of keys and values of labels, with the server's messages.
enum NameFormats {
    private static let label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
    private static let subdomain = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
    private static let label1035 = "[a-z]([-a-z0-9]*[a-z0-9])?"
    private static let qualified = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
    private static let labelValue = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?"

    private static let expressions: [String: RE2] = {
        var expressions: [String: RE2] = [:]
        for pattern in [label, subdomain, label1035, qualified, labelValue] {
            expressions[pattern] = try? RE2("^" + pattern + "$")
        }
        return expressions
    }()

    private static func check(
        _ text: String, maximum: Int, unit: String = "bytes", pattern: String, _ sentence: String,
        examples: [String]
    ) -> [String] {
        var messages: [String] = []
        if text.utf8.count > maximum { messages.append("must be no more than \(maximum) \(unit)") }
        if !(expressions[pattern]?.matches(text) ?? true) {
            let list = examples.map { "'\($0)'" }.joined(separator: ",  or ")
            messages.append("\(sentence) (e.g. \(list), regex used for validation is '\(pattern)')")
        }
        return messages
    }

    /// Problems of `text` as an RFC 1123 subdomain, the form of most names.
    static func subdomain(_ text: String) -> [String] {
        check(
            text, maximum: 253, unit: "characters", pattern: subdomain,
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
                + "and must start and end with an alphanumeric character", examples: ["example.com"])
    }

    /// Problems of `text` as an RFC 1123 label, the form of namespaces.
    static func label(_ text: String) -> [String] {
        if text.utf8.count <= 63, !(expressions[label]?.matches(text) ?? true), subdomain(text).isEmpty {
            return ["must not contain dots"]
        }
        return check(
            text, maximum: 63, unit: "characters", pattern: label,
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
                + "and must start and end with an alphanumeric character", examples: ["my-name", "123-abc"])
    }

    /// Problems of `text` as an RFC 1035 label, the form of plurals and versions.
    static func label1035(_ text: String) -> [String] {
        check(
            text, maximum: 63, unit: "characters", pattern: label1035,
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
                + "alphabetic character, and end with an alphanumeric character",
            examples: ["my-name", "abc-123"])
    }

    /// Problems of `text` as the key of a label or an annotation, or as a finalizer.
    static func qualifiedName(_ text: String) -> [String] {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        var messages: [String] = []
        var name = text
        if parts.count == 2 {
            name = parts[1]
            messages +=
                parts[0].isEmpty
                ? ["prefix part must be non-empty"] : subdomain(parts[0]).map { "prefix part \($0)" }
        } else if parts.count > 2 {
            let problem = check(
                "", maximum: 63, pattern: qualified, "a valid label key \(keySentence)", examples: keyExamples
            )
            return problem.map {
                "\($0) with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
            }
        }
        if name.isEmpty { messages.append("name part must be non-empty") }
        return messages
            + check(name, maximum: 63, pattern: qualified, keySentence, examples: keyExamples).map {
                "name part \($0)"
            }
    }

    private static let keySentence =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
        + "alphanumeric character"
    private static let keyExamples = ["MyName", "my.name", "123-abc"]

    /// Problems of `text` as the value of a label.
    static func labelValue(_ text: String) -> [String] {
        check(
            text, maximum: 63, pattern: labelValue,
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', "
                + "and must start and end with an alphanumeric character",
            examples: ["MyValue", "my_value", "12345"])
    }
}
