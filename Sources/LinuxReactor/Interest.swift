/// What a descriptor is watched for, and what it turned out to be ready for.
public struct Interest: OptionSet, Hashable, Sendable {
    /// The two bits below.
    public let rawValue: UInt8

    /// An interest with exactly these bits.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// A read would not block. Hang-up and error are delivered as this too, whatever was asked for:
    /// the read tells which of them it was.
    public static let readable = Interest(rawValue: 1)

    /// A write would not block.
    public static let writable = Interest(rawValue: 2)
}
