extension StringFormat {
    /// What is wrong with `text`, or nil when it has this form.
    func problem(in text: String) -> FieldProblem? {
        switch self {
        case .any: nil
        case .nonEmpty: text.isEmpty ? FieldProblem("must not be empty") : nil
        case .resourceName: NameRules.subdomainProblem(text)
        case .namespace: NameRules.labelProblem(text)
        case .labelKey: NameRules.labelKeyProblem(text)
        case .labelValue: NameRules.labelValueProblem(text)
        case .environmentName: NameRules.environmentNameProblem(text)
        case .cron: CronSyntax.problem(in: text)
        case .timeZone: timeZoneProblem(text)
        case .kafkaTopic: kafkaTopicProblem(text)
        case .timestamp:
            Timestamp.micros(of: text) == nil
                ? FieldProblem(
                    "expected a time, found \(quoted(text))", hint: Self.timestampAdvice)
                : nil
        }
    }

    /// The one spelling that all texts with the meaning of the valid `text` share.
    func normalised(_ text: String) -> String {
        guard self == .timestamp, let micros = Timestamp.micros(of: text) else { return text }
        return Timestamp.text(micros: micros)
    }

    /// As the broker has it (Apache Kafka, class Topic).
    private func kafkaTopicProblem(_ text: String) -> FieldProblem? {
        let isValid =
            !text.isEmpty && text.utf8.count <= Self.longestKafkaTopic && text != "." && text != ".."
            && text.utf8.allSatisfy { $0.isLetter || $0.isDigit || "._-".utf8.contains($0) }
        return isValid
            ? nil : FieldProblem("\(quoted(text)) is not a topic name", hint: Self.kafkaTopicAdvice)
    }

    /// IANA names are words of letters, digits, `_`, `-` and `+`, at most three of them with slashes between.
    /// Whether the zone exists is only known where the zone files are.
    private func timeZoneProblem(_ text: String) -> FieldProblem? {
        let words = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isValid =
            words.count <= 3
            && words.allSatisfy { word in
                word.first?.isLetter == true
                    && word.allSatisfy { $0.isLetter || $0.isDigit || "_-+".utf8.contains($0) }
            }
        if isValid { return nil }
        return FieldProblem(
            "\(quoted(text)) is not the name of a time zone",
            hint: Self.timeZoneAdvice)
    }
}
