/// A UUID of version 7 (RFC 9562 §5.7): its first 48 bits are the time it was made, so ids sort by creation.
///
/// Kept as two integers because that is how indexes compare it: byte order and number order agree.
public struct JobID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The first eight bytes, big-endian.
    public let high: UInt64
    /// The last eight bytes, big-endian.
    public let low: UInt64

    /// The id with exactly these bits; any UUID version is accepted from clients.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A version 7 id of this instant. `random` supplies 80 bits, of which 74 are used.
    public init(unixMilliseconds: UInt64, random: (UInt16, UInt64)) {
        high = (unixMilliseconds << 16) | 0x7000 | UInt64(random.0 & 0x0FFF)
        low = (random.1 & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
    }

    /// The id in its text form, 8-4-4-4-12 hexadecimal digits in any case; nil when it is not one.
    public init?(_ text: some StringProtocol) {
        var digits = 0
        var halves: (UInt64, UInt64) = (0, 0)
        var position = 0
        for byte in text.utf8 {
            let wantsHyphen = position == 8 || position == 13 || position == 18 || position == 23
            position += 1
            if wantsHyphen {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let nibble = hexValue(byte), digits < 32 else { return nil }
            if digits < 16 { halves.0 = halves.0 << 4 | nibble } else { halves.1 = halves.1 << 4 | nibble }
            digits += 1
        }
        guard digits == 32, position == 36 else { return nil }
        high = halves.0
        low = halves.1
    }

    /// Milliseconds since 1970 at which a version 7 id was made; nil for other versions.
    public var unixMilliseconds: UInt64? { (high >> 12) & 0xF == 7 ? high >> 16 : nil }

    /// Order of the bytes; for ids of version 7 that is the order of creation, to the millisecond.
    public static func < (left: JobID, right: JobID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }

    /// 8-4-4-4-12 lower-case hexadecimal digits.
    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for index in 0..<32 {
            if index == 8 || index == 12 || index == 16 || index == 20 { text.append(UInt8(ascii: "-")) }
            let half = index < 16 ? high : low
            text.append(hexDigit(UInt8(truncatingIfNeeded: half >> (60 - UInt64(index % 16) * 4)) & 0xF))
        }
        return String(decoding: text, as: UTF8.self)
    }
}

private func hexValue(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
}

private func hexDigit(_ nibble: UInt8) -> UInt8 {
    nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
}
