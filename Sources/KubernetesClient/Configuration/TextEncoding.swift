/// Turns a file that an editor or PowerShell wrote as UTF-16 into UTF-8.
///
/// - Returns: `bytes` as they are when they do not begin with a byte order mark of UTF-16.
func utf8(_ bytes: [UInt8]) -> [UInt8] {
    let isLittleEndian: Bool
    switch (bytes.first, bytes.dropFirst().first) {
    case (0xFF, 0xFE): isLittleEndian = true
    case (0xFE, 0xFF): isLittleEndian = false
    default: return bytes
    }
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    var index = 2
    while index + 1 < bytes.count {
        let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
        units.append(isLittleEndian ? second << 8 | first : first << 8 | second)
        index += 2
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
}
