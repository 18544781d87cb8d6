internal import FoundationEssentials
internal import Glibc
internal import Lifecycle

/// The UUID by which the servers know a worker.
public struct WorkerID: Hashable, Sendable {
    /// 8-4-4-4-12 lower-case hexadecimal digits.
    public let text: String

    /// A new id of version 7.
    public static func fresh() -> WorkerID {
        // Not clock_gettime: in an optimized build NIO's C module claims its timespec for itself.
        let milliseconds = UInt64(max(0, Date.now.timeIntervalSince1970 * 1000))
        var random = SystemRandomNumberGenerator()
        let id = JobID(
            unixMilliseconds: milliseconds,
            random: (UInt16(truncatingIfNeeded: random.next()), random.next()))
        return WorkerID(text: id.description)
    }

    /// The id with which a worker is configured: a UUID as it is, and for any other name, such as a pod's, a
    /// UUID of version 8 that is always the same for that name.
    public static func named(_ name: String) -> WorkerID {
        if let id = JobID(name) { return WorkerID(text: id.description) }
        let high = fnv1a(name.utf8, offset: 0xCBF2_9CE4_8422_2325)
        let low = fnv1a(name.utf8.reversed(), offset: high)
        let id = JobID(
            high: (high & ~0xF000) | 0x8000,
            low: (low & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000)
        return WorkerID(text: id.description)
    }

    private static func fnv1a(_ bytes: some Sequence<UInt8>, offset: UInt64) -> UInt64 {
        bytes.reduce(offset) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}

/// This machine's name; "unknown" when it does not say.
func machineName() -> String {
    var name = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&name, name.count - 1) == 0, name[0] != 0 else { return "unknown" }
    let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
}
