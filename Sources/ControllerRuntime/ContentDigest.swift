/// 128 bits that tell contents apart: the FNV-1a hash, equal on every machine and in every run.
///
/// It notices accidents and edits. It is no signature: who can write the files can also make two alike.
public struct ContentDigest: Hashable, Sendable, CustomStringConvertible {
    private var state: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d

    /// The digest of nothing.
    public init() {}

    /// The digest of `bytes`.
    public init(_ bytes: [UInt8]) {
        update(bytes)
    }

    /// Goes on as if `bytes` had followed what was digested so far.
    public mutating func update(_ bytes: [UInt8]) {
        let prime: UInt128 = 0x0000_0000_0100_0000_0000_0000_0000_013b
        for byte in bytes {
            state = (state ^ UInt128(byte)) &* prime
        }
    }

    /// Adds a finished digest, with a length that never varies.
    mutating func update(_ digest: ContentDigest) {
        update(withUnsafeBytes(of: digest.state.bigEndian) { Array($0) })
    }

    /// 32 hexadecimal digits.
    public var description: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }
}
