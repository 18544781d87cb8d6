internal import Resources

/// The milliseconds of the duration that the text `text` (an expression of CEL) means.
///
/// CEL's own `duration()` reads no days, so they are counted apart. A text that is no duration of ours, or one
/// that CEL could not hold (292 years), gives some number and never an error: its field has its own.
func milliseconds(_ text: String) -> String {
    let days = "int('0' + \(text).find('^[0-9]{1,4}d').replace('d', ''))"
    let rest = "duration('0' + \(text).find('\(shortTime)$'))"
    return "\(days) * 86400000 + \(rest).getMilliseconds()"
}

/// Less than a day's units, with no more digits than the longest duration of a schema (ten years) needs.
private let shortTime = "([0-9]{1,5}h)?([0-9]{1,7}m)?([0-9]{1,9}s)?([0-9]{1,12}ms)?"

/// The range of a duration, with the message of decoding.
func durationRangeRule(_ range: ClosedRange<Duration>) -> Value {
    let isDuration = "self.matches(\(literal(Duration.manifestPattern)))"
    var holds = [
        "self.matches('^([0-9]{1,4}d)?\(shortTime)$')",
        "\(milliseconds("self")) <= \(range.upperBound.milliseconds)",
    ]
    if range.lowerBound > .zero {
        holds.append("\(milliseconds("self")) >= \(range.lowerBound.milliseconds)")
    }
    let text = "is not between \(range.lowerBound.manifestText) and \(range.upperBound.manifestText)"
    return [
        "rule": .string("!\(isDuration) || \(holds.joined(separator: " && "))"),
        "message": .string("the duration \(text)"),
        "messageExpression": .string("self + \(literal(" \(text)"))"),
    ]
}

/// What the pattern of a time leaves open: no year 0, and the 29th of February only in leap years (RFC 3339,
/// appendix C).
let calendarRule: Value = {
    let year = "int(self.substring(0, 4))"
    let isLeapYear = "(\(year) % 4 == 0 && \(year) % 100 != 0 || \(year) % 400 == 0)"
    let rule =
        "!self.matches('^[0-9]{4}-') || (\(year) > 0 && (!self.matches('^[0-9]{4}-02-29') || \(isLeapYear)))"
    return [
        "rule": .string(rule), "message": "not a time; write it as 2026-12-24T18:00:00Z",
        "messageExpression": .string(
            "'expected a time, found \"' + self + '\"; write it as 2026-12-24T18:00:00Z'"),
    ]
}()
