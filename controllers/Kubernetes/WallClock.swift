import FoundationEssentials

/// Microseconds since 1970, for what is written where other processes read it. Decisions inside this process go by
/// the monotonic clock.
func wallClock() -> Int64 { Int64(Date.now.timeIntervalSince1970 * 1_000_000) }
