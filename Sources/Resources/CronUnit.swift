/// One of the fields of a cron expression.
enum CronUnit: CaseIterable {
    case second, minute, hour, dayOfMonth, month, dayOfWeek

    private var label: String {
        switch self {
        case .second: "second"
        case .minute: "minute"
        case .hour: "hour"
        case .dayOfMonth: "day of month"
        case .month: "month"
        case .dayOfWeek: "day of week"
        }
    }

    private var range: ClosedRange<Int> {
        switch self {
        case .second, .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        case .dayOfWeek: 0...7
        }
    }

    /// Names and the number of the first one.
    private var names: (first: Int, words: [String]) {
        switch self {
        case .month:
            (1, ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"])
        case .dayOfWeek: (0, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"])
        default: (0, [])
        }
    }

    private var isDay: Bool { self == .dayOfMonth || self == .dayOfWeek }

    /// What one field asks for.
    struct Values {
        /// The numbers that it names, as bits.
        var numbers: UInt64 = 0
        /// The numbers before an `L`, as bits; for the day of month, bit 0 is a bare `L`.
        var lasts: UInt64 = 0
        /// A `*` or `?` takes every value, without a step.
        var isOpen = false
    }

    /// What `word` stands for.
    func values(of word: Substring) throws(CronProblem) -> Values {
        var values = Values()
        for item in word.split(separator: ",", omittingEmptySubsequences: false) {
            try add(item, to: &values)
        }
        return values
    }

    private func add(_ item: Substring, to values: inout Values) throws(CronProblem) {
        if item.isEmpty { throw CronProblem("the \(label) has a comma without a value beside it") }
        if let last = try lastDay(item) {
            values.lasts |= last
            return
        }
        let parts = item.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2 else {
            throw CronProblem("the \(label) \(quoted(String(item))) has two slashes")
        }
        var span = try bounds(parts[0], hasStep: parts.count == 2)
        var step = 1
        if parts.count == 2 {
            let longest = range.upperBound
            let isNumber = parts[1].utf8.allSatisfy { $0.isDigit }
            guard isNumber, let number = Int(parts[1]), 1...longest ~= number else {
                throw CronProblem(
                    "the step \(quoted(String(parts[1]))) of the \(label) is not between 1 and \(longest)")
            }
            step = number
        }
        // Sunday has two numbers; a star must not count it twice.
        if self == .dayOfWeek, parts[0] == "*" { span = 0...6 }
        for number in stride(from: span.lowerBound, through: span.upperBound, by: step) {
            values.numbers |= 1 << UInt64(number)
        }
        if step == 1, parts[0] == "*" || parts[0] == "?" { values.isOpen = true }
    }

    /// The bits of `L` and `5L`.
    private func lastDay(_ item: Substring) throws(CronProblem) -> UInt64? {
        guard item.last == "L" || item.last == "l", isDay else { return nil }
        let before = item.dropLast()
        switch self {
        case .dayOfMonth where before.isEmpty: return 1
        case .dayOfWeek where !before.isEmpty: return 1 << UInt64(try number(before))
        default:
            throw CronProblem(
                "the \(label) \(quoted(String(item))) is not understood",
                hint: "L in the day of month is its last day; 5L in the day of week is the last Friday")
        }
    }

    private func bounds(_ text: Substring, hasStep: Bool) throws(CronProblem) -> ClosedRange<Int> {
        if text == "*" || (text == "?" && isDay) { return range }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count <= 2, let low = ends.first, !ends.contains("") else {
            throw CronProblem("the \(label) \(quoted(String(text))) is neither a number nor a range")
        }
        let lower = try number(low)
        guard ends.count == 2 else { return lower...(hasStep ? range.upperBound : lower) }
        let upper = try number(ends[1])
        guard lower <= upper else {
            throw CronProblem(
                "the \(label) range \(quoted(String(text))) ends before it begins",
                hint: "write two ranges: \(lower)-\(range.upperBound),\(range.lowerBound)-\(upper)")
        }
        return lower...upper
    }

    private func number(_ text: Substring) throws(CronProblem) -> Int {
        let (first, words) = names
        if let index = words.firstIndex(of: text.uppercased()) { return first + index }
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { $0.isDigit }
        guard isNumber else {
            let isExtension = isDay && (text.uppercased().hasSuffix("W") || text.contains("#"))
            let hint = isExtension ? "W and # are not supported" : suggestion(for: String(text), among: words)
            throw CronProblem("the \(label) \(quoted(String(text))) is not understood", hint: hint)
        }
        guard let number = Int(text), range.contains(number) else {
            let bounds = "\(range.lowerBound) and \(range.upperBound)"
            throw CronProblem("the \(label) \(shortened(String(text))) is not between \(bounds)")
        }
        return number
    }
}
