/// How Redis is, as far as this process knows.
public enum RedisHealth: Hashable, Sendable {
    /// It answers.
    case well
    /// It does not; everything works without it.
    case away(reason: String)
}
