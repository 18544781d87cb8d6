internal import Glibc

/// Which file it is and when it was last touched, as far as the file system tells.
///
/// Two equal identities mean equal content, provided that the first was taken when its `changedAt` was
/// already a while ago: within one tick of the file system's clock a second write leaves no trace.
struct FileIdentity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
    let size: Int64
    let modifiedAt: Int64
    /// Nanoseconds since 1970. Unlike `modifiedAt` a program cannot set it back.
    let changedAt: Int64

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int64(status.st_size)
        modifiedAt = Self.nanoseconds(status.st_mtim)
        changedAt = Self.nanoseconds(status.st_ctim)
    }

    func isSameFile(as other: FileIdentity) -> Bool {
        device == other.device && inode == other.inode
    }

    static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}

/// How long something must have been left alone before its identity can be trusted.
struct SettleClock {
    /// Nanoseconds since 1970, the clock of the file system's timestamps.
    let now: Int64
    let settleNanoseconds: Int64

    init(settleTime: Duration) {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        now = FileIdentity.nanoseconds(time)
        settleNanoseconds = settleTime.wholeNanoseconds
    }

    /// A time in the future belongs to a clock that is not ours; waiting for it would never end.
    func isSettled(changedAt: Int64) -> Bool {
        changedAt > now || now - changedAt >= settleNanoseconds
    }

    /// How long until a change at `changedAt` counts as settled; nil when it does already.
    func wait(changedAt: Int64) -> Duration? {
        isSettled(changedAt: changedAt) ? nil : .nanoseconds(settleNanoseconds - (now - changedAt))
    }
}

extension Duration {
    /// Clamped to what 64 bits hold (292 years).
    var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        return product + attoseconds / 1_000_000_000
    }
}
