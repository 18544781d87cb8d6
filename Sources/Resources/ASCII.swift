extension UInt8 {
    /// Whether the byte is one of `0` to `9`.
    var isDigit: Bool { 0x30...0x39 ~= self }
    /// Whether the byte is one of `a` to `z`.
    var isLowercase: Bool { 0x61...0x7A ~= self }
    /// Whether the byte is one of `a` to `z` and `A` to `Z`.
    var isLetter: Bool { isLowercase || 0x41...0x5A ~= self }
}
