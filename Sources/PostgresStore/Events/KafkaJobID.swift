import Crypto
public import Lifecycle

/// The id of the job that a message becomes: the same whenever the message is read for the same queue.
///
/// It is a version 7 id of the message's time, so that jobs of one partition are claimed in the order of their messages
/// (to the millisecond by their times, within it by their offsets) and lie in the partition of the day.
///
/// - Parameter milliseconds: since 1970.
public func kafkaJobID(
    queue: String, topic: String, partition: Int32, offset: Int64, milliseconds: UInt64
) -> JobID {
    let digest = SHA256.hash(data: Array("\(queue)\n\(topic)\n\(partition)\n\(offset)".utf8))
    let bits = digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return JobID(
        unixMilliseconds: milliseconds & 0xFFFF_FFFF_FFFF, random: (UInt16(truncatingIfNeeded: offset), bits))
}
