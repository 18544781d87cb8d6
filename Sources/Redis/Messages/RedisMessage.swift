/// What a subscriber learns.
public enum RedisMessage: Hashable, Sendable {
    /// Somebody published on a channel.
    case received(channel: String, payload: [UInt8])
    /// The subscription holds, for the first time or again, or so many messages came that some were dropped:
    /// messages may have been lost before this one.
    case mayHaveLost
}
