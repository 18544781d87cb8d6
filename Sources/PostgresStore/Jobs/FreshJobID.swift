import Glibc
public import Lifecycle
import Synchronization

private let generator = Mutex(JobIDGenerator())

/// A new id of this moment, greater than every one made by this process before.
public func freshJobID() -> JobID {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    let milliseconds = UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
    let random = UInt64.random(in: .min ... .max)
    return generator.withLock { $0.next(now: milliseconds, random: random) }
}
