extension TimeZoneRules {
    /// The largest file that is taken; the largest of the IANA database has 4 kB.
    public static let mostBytes = 1 << 20

    /// Reads a zone file (TZif, RFC 8536, versions 1 to 4). Never trusts a number in it: what does not fit is an
    /// error.
    public init(name: String, tzif bytes: [UInt8]) throws(TimeZoneError) {
        guard bytes.count <= Self.mostBytes else { throw Self.malformed(name, "it is larger than 1 MiB") }
        var reader = TZifReader(bytes: bytes)
        guard let first = reader.header() else { throw Self.malformed(name, "it is not a zone file") }
        var header = first
        if first.version >= 2 {
            // The block of 32-bit times is for readers of forty years ago.
            guard reader.skip(first.size(ofTime: 4)), let second = reader.header() else {
                throw Self.malformed(name, "it ends too early")
            }
            header = second
        }
        guard header.leaps == 0 else {
            throw Self.malformed(name, "it counts leap seconds; name the zone without right/")
        }
        guard let block = reader.block(header, sizeOfTime: first.version >= 2 ? 8 : 4) else {
            throw Self.malformed(name, "its parts do not fit together")
        }
        var rule: PosixTimeZone?
        if first.version >= 2 {
            guard let footer = reader.footer() else { throw Self.malformed(name, "its last line is missing") }
            if !footer.isEmpty {
                guard let parsed = PosixTimeZone(footer) else {
                    throw Self.malformed(name, "its last line is not a rule")
                }
                rule = parsed
            }
        }
        self.init(
            name: name, transitions: block.transitions,
            offsets: block.types.map { block.offsets[$0] }, first: block.offsets[0], rule: rule)
    }

    private static func malformed(_ name: String, _ why: String) -> TimeZoneError {
        TimeZoneError("the file of time zone \"\(name)\" cannot be used: \(why); install tzdata anew")
    }
}

private struct TZifReader {
    struct Header {
        var version: UInt8
        var utFlags = 0
        var standardFlags = 0
        var leaps = 0
        var transitions = 0
        var types = 0
        var names = 0

        func size(ofTime size: Int) -> Int {
            transitions * (size + 1) + types * 6 + names + leaps * (size + 4) + standardFlags + utFlags
        }
    }

    let bytes: [UInt8]
    var position = 0

    private var left: Int { bytes.count - position }

    mutating func skip(_ count: Int) -> Bool {
        guard count <= left else { return false }
        position += count
        return true
    }

    mutating func integer(_ size: Int) -> Int64? {
        guard size <= left else { return nil }
        var value: UInt64 = 0
        for byte in bytes[position..<(position + size)] { value = value << 8 | UInt64(byte) }
        position += size
        return size == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
    }

    mutating func header() -> Header? {
        guard left >= 44, bytes[position..<(position + 4)].elementsEqual("TZif".utf8) else { return nil }
        let digit = bytes[position + 4]
        guard digit == 0 || 0x32...0x34 ~= digit else { return nil }
        var header = Header(version: digit == 0 ? 1 : digit - 0x30)
        position += 20
        var counts: [Int] = []
        for _ in 0..<6 {
            guard let count = integer(4), 0...Int64(bytes.count) ~= count else { return nil }
            counts.append(Int(count))
        }
        (header.utFlags, header.standardFlags, header.leaps) = (counts[0], counts[1], counts[2])
        (header.transitions, header.types, header.names) = (counts[3], counts[4], counts[5])
        return header
    }

    mutating func block(
        _ header: Header, sizeOfTime size: Int
    ) -> (transitions: [Int64], types: [Int], offsets: [TimeZoneRules.Offset])? {
        guard header.size(ofTime: size) <= left, 1...256 ~= header.types, header.names > 0 else { return nil }
        var transitions: [Int64] = []
        for _ in 0..<header.transitions {
            guard let time = integer(size), transitions.last.map({ $0 < time }) ?? true else { return nil }
            // As far as the universe is old; what is beyond would overflow sums.
            transitions.append(min(max(time, -(1 << 59)), 1 << 59))
        }
        let types = bytes[position..<(position + header.transitions)].map { Int($0) }
        position += header.transitions
        guard types.allSatisfy({ $0 < header.types }) else { return nil }
        let names = bytes[(position + header.types * 6)..<(position + header.types * 6 + header.names)]
        var offsets: [TimeZoneRules.Offset] = []
        for _ in 0..<header.types {
            guard let seconds = integer(4), -93_600...93_600 ~= seconds, bytes[position] <= 1,
                Int(bytes[position + 1]) < header.names
            else { return nil }
            let name = names.dropFirst(Int(bytes[position + 1])).prefix { $0 != 0 }
            offsets.append(
                TimeZoneRules.Offset(
                    seconds: seconds, isDaylightSaving: bytes[position] == 1,
                    abbreviation: String(decoding: name.prefix(32), as: UTF8.self)))
            position += 2
        }
        position += header.names + header.leaps * (size + 4) + header.standardFlags + header.utFlags
        return (transitions, types, offsets)
    }

    /// The text between two newlines.
    mutating func footer() -> ArraySlice<UInt8>? {
        guard left >= 2, bytes[position] == 0x0A else { return nil }
        let rest = bytes[(position + 1)...]
        guard let end = rest.firstIndex(of: 0x0A), end - position <= 256 else { return nil }
        return rest[..<end]
    }
}
