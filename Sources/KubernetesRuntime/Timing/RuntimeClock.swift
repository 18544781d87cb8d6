internal import Glibc

/// Where services of the runtime get the time from. Programs use ``SystemClock``; tests bring a clock that
/// they move themselves.
public protocol RuntimeClock: Sendable {
    /// The time on a clock that nobody sets and that goes on while the machine is suspended.
    var now: ContinuousClock.Instant { get }

    /// The time of day in microseconds since 1970, for what people read; never compared with anything.
    var wallMicros: Int64 { get }

    /// Returns when the time has come; throws `CancellationError` when the task is cancelled before.
    func sleep(until instant: ContinuousClock.Instant) async throws
}

/// The machine's clocks.
public struct SystemClock: RuntimeClock {
    /// The machine's clocks.
    public init() {}

    /// The continuous clock.
    public var now: ContinuousClock.Instant { ContinuousClock.now }

    /// The machine's time of day.
    public var wallMicros: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }

    /// Sleeps on the continuous clock.
    public func sleep(until instant: ContinuousClock.Instant) async throws {
        try await ContinuousClock().sleep(until: instant)
    }
}
