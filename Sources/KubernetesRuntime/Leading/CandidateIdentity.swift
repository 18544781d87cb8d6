internal import Glibc

/// A name for one running process that wants to lead: the host's name, an underline, and a random UUID
/// (version 4, RFC 9562), as client-go's programs do it. A restarted process gets another one, so it never
/// takes the lease of its predecessor for its own.
public func candidateIdentity() -> String {
    var bytes = [CChar](repeating: 0, count: 256)
    let isKnown = unsafe gethostname(&bytes, bytes.count - 1) == 0
    let name = String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return "\(isKnown && !name.isEmpty ? name : "unknown")_\(randomUUID())"
}

private func randomUUID() -> String {
    var number = UInt128.random(in: .min ... .max)
    number = number & ~(UInt128(0xf) << 76) | UInt128(4) << 76
    number = number & ~(UInt128(0b11) << 62) | UInt128(0b10) << 62
    let digits = String(number, radix: 16)
    let padded = Array(String(repeating: "0", count: 32 - digits.utf8.count) + digits)
    let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
    return groups.map { String(padded[$0]) }.joined(separator: "-")
}
