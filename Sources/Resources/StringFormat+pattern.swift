extension StringFormat {
    /// A regular expression (RE2 without flags, also ECMA 262) for the texts of this form, anchored at both
    /// ends; nil when every text has it. It takes all that decoding takes. It takes more where a regular
    /// expression cannot tell: cron fields out of range, dates such as the 29th of February 2027, label keys
    /// with too long a prefix.
    public var pattern: String? {
        let word = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
        let qualified = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
        return switch self {
        case .any, .nonEmpty: nil
        case .resourceName: "^\(word)(\\.\(word))*$"
        case .namespace: "^\(word)$"
        case .labelKey: "^(\(word)(\\.\(word))*/)?\(qualified)$"
        case .labelValue: "^(\(qualified))?$"
        case .environmentName: "^[!-<>-~]+$"
        case .cron: Self.cronPattern
        case .timeZone: "^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z][A-Za-z0-9_+-]*){0,2}$"
        case .kafkaTopic: "^[A-Za-z0-9._-]+$"
        case .timestamp: Self.timestampPattern
        }
    }

    /// The most characters that a text of this form may have; nil when there is no limit.
    public var maximumLength: Int? {
        switch self {
        case .resourceName: NameRules.longestSubdomain
        case .namespace, .labelValue: NameRules.longestLabel
        case .labelKey: NameRules.longestSubdomain + 1 + NameRules.longestLabel
        case .kafkaTopic: Self.longestKafkaTopic
        case .any, .nonEmpty, .environmentName, .cron, .timeZone, .timestamp: nil
        }
    }

    /// The fewest characters that a text of this form must have.
    public var minimumLength: Int {
        switch self {
        case .any, .labelValue: 0
        default: 1
        }
    }

    /// What is wrong with a text that is not in this form, in the words of decoding but without the text and
    /// advice that depends on it; nil when every text is.
    public var complaint: String? {
        switch self {
        case .any: nil
        case .nonEmpty: "must not be empty"
        case .resourceName: "not a valid name; \(NameRules.subdomainAdvice)"
        case .namespace: "not a valid namespace; \(NameRules.namespaceAdvice)"
        case .labelKey: "not a valid key; \(NameRules.labelKeyAdvice)"
        case .labelValue: "not a valid label value; \(NameRules.labelValueAdvice)"
        case .environmentName:
            "not a valid name of an environment variable; \(NameRules.environmentNameAdvice)"
        case .cron: "not a cron expression; write minute hour day-of-month month day-of-week: \"0 3 * * *\""
        case .timeZone: "not the name of a time zone; \(Self.timeZoneAdvice)"
        case .kafkaTopic: "not a topic name; \(Self.kafkaTopicAdvice)"
        case .timestamp: "not a time; \(Self.timestampAdvice)"
        }
    }

    static let timeZoneAdvice = "use an IANA name such as Europe/Berlin or UTC"
    static let kafkaTopicAdvice = "use 1 to 249 letters, digits, '.', '_' and '-'"
    static let longestKafkaTopic = 249
    static let timestampAdvice = "write it as 2026-12-24T18:00:00Z"

    private static let cronPattern: String = {
        let words = CronSyntax.macros.map { String($0.name.dropFirst()) }.joined(separator: "|")
        let field = "[-0-9A-Za-z*?/,]+"
        return "^(@(\(words))|[ \\t]*(\(field)[ \\t]+){4,5}\(field)[ \\t]*)$"
    }()

    private static let timestampPattern: String = {
        let day =
            "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
            + "|02-(0[1-9]|[12][0-9]))"
        let time = "([01][0-9]|2[0-3]):[0-5][0-9]"
        return "^[0-9]{4}-\(day)[Tt ]\(time):[0-5][0-9](\\.[0-9]+)?([Zz]|[+-]\(time))$"
    }()
}
