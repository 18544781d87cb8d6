/// What a listener learns.
public enum PostgresNotification: Hashable, Sendable {
    /// Somebody committed a NOTIFY on a channel.
    case received(channel: String, payload: String)
    /// Listening has begun, for the first time or again, or so many notifications came that some were
    /// dropped: everything may have changed.
    case reconnected
}
