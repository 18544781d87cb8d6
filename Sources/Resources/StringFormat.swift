/// The form that the text of a field must have.
public enum StringFormat: Hashable, Sendable, CaseIterable {
    /// Any text, also none.
    case any
    /// Any text but none.
    case nonEmpty
    /// A name of a resource: an RFC 1123 subdomain of at most 253 characters.
    case resourceName
    /// A name of a namespace: an RFC 1123 label of at most 63 characters.
    case namespace
    /// The key of a label or an annotation: `name` or `prefix.example/name`.
    case labelKey
    /// The value of a label: at most 63 letters, digits, `-`, `_`, `.`.
    case labelValue
    /// The name of an environment variable.
    case environmentName
    /// A cron expression; see ``CronSyntax``.
    case cron
    /// An IANA time zone name such as `Europe/Berlin`.
    case timeZone
    /// The name of a Kafka topic: 1 to 249 letters, digits, `.`, `_`, `-`, and not `.` or `..`.
    case kafkaTopic
    /// A time as RFC 3339 writes it, with its offset from UTC.
    case timestamp
}
