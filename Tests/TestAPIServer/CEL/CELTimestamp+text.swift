internal import Resources

extension CELTimestamp {
    /// The time `text` names in RFC 3339, with up to nine digits of the fraction; nil when it names none.
    init?(rfc3339 text: String) {
        guard let micros = Timestamp.micros(of: text) else { return nil }
        let (seconds, rest) = micros.quotientAndRemainder(dividingBy: 1_000_000)
        var nanos = rest * 1000
        if let point = text.firstIndex(of: ".") {
            let digits = text[text.index(after: point)...].prefix { $0.isNumber }
            nanos = Int64((digits + "000000000").prefix(9)) ?? 0
            self.init(seconds: rest < 0 ? seconds - 1 : seconds, nanos: nanos)
            return
        }
        self.init(seconds: rest < 0 ? seconds - 1 : seconds, nanos: rest < 0 ? nanos + 1_000_000_000 : nanos)
    }

    /// The time in RFC 3339 in UTC, with the digits of the fraction that it needs.
    var rfc3339: String {
        var text = Timestamp.text(micros: seconds * 1_000_000)
        guard nanos > 0 else { return text }
        var digits = String(nanos + 1_000_000_000).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        text.removeLast()
        return text + ".\(digits)Z"
    }

    /// This time and `nanos` nanoseconds; nil outside of the years 1 to 9999.
    func adding(nanos added: Int64) -> CELTimestamp? {
        let (wholeSeconds, rest) = added.quotientAndRemainder(dividingBy: 1_000_000_000)
        var seconds = seconds + wholeSeconds
        var nanos = nanos + rest
        if nanos < 0 {
            nanos += 1_000_000_000
            seconds -= 1
        } else if nanos >= 1_000_000_000 {
            nanos -= 1_000_000_000
            seconds += 1
        }
        return Self.secondsRange.contains(seconds) ? CELTimestamp(seconds: seconds, nanos: nanos) : nil
    }

    /// The nanoseconds since `other`; nil when they do not fit.
    func nanos(since other: CELTimestamp) -> Int64? {
        let (product, hasOverflow) = (seconds - other.seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, sumHasOverflow) = product.addingReportingOverflow(nanos - other.nanos)
        return hasOverflow || sumHasOverflow ? nil : sum
    }

    /// The parts of the date and time of day at `offset` seconds east of UTC.
    func parts(offset: Int64) -> CELDateParts { CELDateParts(localSeconds: seconds + offset, nanos: nanos) }
}

/// What the accessors of a timestamp, such as `getFullYear`, read.
struct CELDateParts {
    let year: Int64
    /// From 0.
    let month: Int64
    /// From 1.
    let day: Int64
    /// 0 is Sunday.
    let dayOfWeek: Int64
    /// From 0.
    let dayOfYear: Int64
    let hours, minutes, seconds, milliseconds: Int64

    init(localSeconds: Int64, nanos: Int64) {
        let text = Timestamp.text(micros: localSeconds * 1_000_000)
        func number(_ from: Int, _ count: Int) -> Int64 {
            Int64(text.dropFirst(from).prefix(count)) ?? 0
        }
        year = number(0, 4)
        month = number(5, 2) - 1
        day = number(8, 2)
        hours = number(11, 2)
        minutes = number(14, 2)
        seconds = number(17, 2)
        milliseconds = nanos / 1_000_000
        let days = (localSeconds - (hours * 3600 + minutes * 60 + seconds)) / 86_400
        dayOfWeek = ((days + 4) % 7 + 7) % 7
        let newYear = Timestamp.micros(of: "\(text.prefix(4))-01-01T00:00:00Z") ?? 0
        dayOfYear = days - newYear / 86_400_000_000
    }
}
