public import Resources

/// A setting of a queue that somebody changed by hand for a while. It lies beside the declaration and the row that
/// follows it, and ends by itself.
public struct QueueOverride: Hashable, Sendable {
    /// What is overridden.
    public var field: OverridableField
    /// What counts instead of the declared value, in normal form; null: no limit.
    public var value: Value
    /// Who did it.
    public var actor: String
    /// Why, in the actor's words.
    public var reason: String
    /// Microseconds since 1970.
    public var createdAt: Int64
    /// The declared value is back from then on. Microseconds since 1970.
    public var expiresAt: Int64

    /// An override of exactly these parts; nothing is checked.
    public init(
        field: OverridableField, value: Value, actor: String, reason: String, createdAt: Int64,
        expiresAt: Int64
    ) {
        self.field = field
        self.value = value
        self.actor = actor
        self.reason = reason
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }

    /// "true until 2026-11-22T14:05:00Z by ann ("incident 42")"
    public var summary: String { "\(valueText(value)) \(circumstances)" }

    /// "until 2026-11-22T14:05:00Z by ann ("incident 42")"
    public var circumstances: String { "until \(utcSecond(expiresAt)) by \(actor) (\"\(reason)\")" }
}

/// A field's value in a sentence: plain words as they are, "none" for what is not set.
func valueText(_ value: Value?) -> String {
    switch value {
    case nil, .null?: "none"
    case .string(let text)?: text
    case .some(let value): String(decoding: value.canonicalJSON(), as: UTF8.self)
    }
}

/// "2026-11-22T14:05:00Z": RFC 3339 in UTC, cut to the second.
func utcSecond(_ unixMicroseconds: Int64) -> String {
    let rest = ((unixMicroseconds % 1_000_000) + 1_000_000) % 1_000_000
    return Timestamp.text(micros: unixMicroseconds - rest)
}
