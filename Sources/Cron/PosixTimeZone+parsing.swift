extension PosixTimeZone {
    /// The rule that `text` writes, as RFC 8536 section 3.3 has it; nil when it is not one.
    init?(_ text: some Sequence<UInt8>) {
        var reader = Reader(bytes: Array(text))
        guard let name = reader.name(), let west = reader.time(most: 24) else { return nil }
        standard = Offset(seconds: -west, isDaylightSaving: false, abbreviation: name)
        if reader.isAtEnd { return }
        guard let summer = reader.name() else { return nil }
        var offset = standard.seconds + 3600
        if !reader.isAtEnd, reader.next != UInt8(ascii: ",") {
            guard let west = reader.time(most: 24) else { return nil }
            offset = -west
        }
        guard reader.take(","), let start = reader.change(), reader.take(","), let end = reader.change(),
            reader.isAtEnd
        else { return nil }
        daylight = (Offset(seconds: offset, isDaylightSaving: true, abbreviation: summer), start, end)
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        var next: UInt8? { position < bytes.count ? bytes[position] : nil }
        var isAtEnd: Bool { position == bytes.count }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard let next, UInt32(next) == character.value else { return false }
            position += 1
            return true
        }

        /// `CET` or `<+0330>`.
        mutating func name() -> String? {
            let isQuoted = take("<")
            let start = position
            while let next, isQuoted ? next != UInt8(ascii: ">") : Self.isLetter(next) { position += 1 }
            let name = bytes[start..<position]
            guard 3...32 ~= name.count, !isQuoted || take(">") else { return nil }
            return String(decoding: name, as: UTF8.self)
        }

        private static func isLetter(_ byte: UInt8) -> Bool {
            0x41...0x5A ~= byte || 0x61...0x7A ~= byte
        }

        mutating func number(_ range: ClosedRange<Int64>) -> Int64? {
            let start = position
            var number: Int64 = 0
            while let next, 0x30...0x39 ~= next, position - start < 4 {
                number = number * 10 + Int64(next - 0x30)
                position += 1
            }
            return position > start && range.contains(number) ? number : nil
        }

        /// `[+-]hh[:mm[:ss]]` in seconds.
        mutating func time(most hours: Int64) -> Int64? {
            let sign: Int64 = take("-") ? -1 : 1
            if sign == 1 { _ = take("+") }
            guard let hour = number(0...hours) else { return nil }
            var (minute, second): (Int64, Int64) = (0, 0)
            if take(":") {
                guard let number = number(0...59) else { return nil }
                minute = number
                if take(":") {
                    guard let number = self.number(0...59) else { return nil }
                    second = number
                }
            }
            return sign * (hour * 3600 + minute * 60 + second)
        }

        mutating func change() -> Change? {
            let day: Change.Day
            if take("J") {
                guard let number = number(1...365) else { return nil }
                day = .julian(number)
            } else if take("M") {
                guard let month = number(1...12), take("."), let week = number(1...5), take("."),
                    let weekday = number(0...6)
                else { return nil }
                day = .weekday(month: month, week: week, day: weekday)
            } else {
                guard let number = number(0...365) else { return nil }
                day = .ordinal(number)
            }
            guard take("/") else { return Change(day: day, time: 7200) }
            // Up to a week in either direction: the extension of version 3.
            return time(most: 167).map { Change(day: day, time: $0) }
        }
    }
}
