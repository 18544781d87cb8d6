internal import Glibc

/// The system's monotonic clock as a plain number, which is all a timer heap compares.
enum MonotonicClock {
    /// Nanoseconds since some fixed point; only differences mean something.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

extension Duration {
    /// Whole nanoseconds, kept within a century so that adding them to a clock cannot overflow.
    var nanoseconds: Int64 {
        let century: Int64 = 100 * 366 * 86_400
        let (seconds, attoseconds) = components
        return min(max(seconds, -century), century) * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
