/// Makes version 7 ids that grow strictly within one generator, also when the clock stands still or steps back
/// (RFC 9562 §6.2, method 1: the 12 bits after the version are a counter).
public struct JobIDGenerator: Sendable {
    private var lastMilliseconds: UInt64 = 0
    private var counter: UInt16 = 0

    /// A generator that has made no id; its ids grow among themselves, not past those of another one.
    public init() {}

    /// The next id. `now` is milliseconds since 1970; `random` is 64 fresh random bits.
    public mutating func next(now: UInt64, random: UInt64) -> JobID {
        if now > lastMilliseconds {
            lastMilliseconds = now
            counter = UInt16(truncatingIfNeeded: random >> 56)
        } else if counter == 0x0FFF {
            // The millisecond is used up: borrow the next one rather than wait for it.
            lastMilliseconds += 1
            counter = 0
        } else {
            counter += 1
        }
        return JobID(unixMilliseconds: lastMilliseconds, random: (counter, random))
    }
}
