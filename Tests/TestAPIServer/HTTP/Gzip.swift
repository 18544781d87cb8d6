/// Writes the gzip format (RFC 1952) with blocks that are stored as they are: a client that reads it must do
/// all that it does for compressed ones, and the server needs no library.
enum Gzip {
    private static let largestBlock = 0xFFFF

    private static let checksums: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { sum, _ in sum & 1 == 1 ? 0xEDB8_8320 ^ (sum >> 1) : sum >> 1 }
    }

    static func wrapped(_ content: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
        bytes.reserveCapacity(content.count + content.count / 1000 + 64)
        var start = 0
        repeat {
            let end = min(start + largestBlock, content.count)
            let length = UInt16(end - start)
            bytes.append(end == content.count ? 1 : 0)
            for number in [length, ~length] { bytes += [UInt8(number & 0xFF), UInt8(number >> 8)] }
            bytes += content[start..<end]
            start = end
        } while start < content.count
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in content { sum = checksums[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8) }
        for number in [~sum, UInt32(truncatingIfNeeded: content.count)] {
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                bytes.append(UInt8((number >> shift) & 0xFF))
            }
        }
        return bytes
    }
}
