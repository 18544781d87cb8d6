/// Random numbers that are the same in every run.
struct Draws: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
}

/// A cron expression with what it means, known from how it was made and not from reading it.
struct RandomCron {
    /// One field: its text, the numbers that it takes, and whether it is open.
    struct Field {
        var text = "*"
        var numbers: Set<Int>
        var isOpen = true
    }

    let minute: Field
    let hour: Field
    let day: Field
    let month: Field
    let weekday: Field
    let takesLastDay: Bool
    let lastWeekday: Int?

    init(_ draws: inout Draws) {
        minute = Self.field(0...59, open: 10, &draws)
        hour = Self.field(0...23, open: 30, &draws)
        var day = Self.field(1...31, open: 65, &draws)
        month = Self.field(1...12, open: 90, &draws)
        var weekday = Self.field(0...6, open: 65, &draws)
        takesLastDay = draws.chance(5)
        if takesLastDay {
            day = Field(
                text: day.isOpen ? "L" : day.text + ",L", numbers: day.isOpen ? [] : day.numbers,
                isOpen: false)
        }
        let last = draws.chance(5) ? draws.number(0...6) : nil
        if let last { weekday = Field(text: "\(last)L", numbers: [], isOpen: false) }
        lastWeekday = last
        self.day = day
        self.weekday = weekday
    }

    var text: String { "\(minute.text) \(hour.text) \(day.text) \(month.text) \(weekday.text)" }
    var isEveryHour: Bool { hour.numbers.count == 24 }

    func takes(_ time: LocalMinute) -> Bool {
        guard minute.numbers.contains(time.minute), hour.numbers.contains(time.hour),
            month.numbers.contains(time.month)
        else { return false }
        let isDay = day.numbers.contains(time.day) || (takesLastDay && time.day == time.daysInMonth)
        let isWeekday =
            weekday.numbers.contains(time.weekday)
            || (time.weekday == lastWeekday && time.day > time.daysInMonth - 7)
        return day.isOpen || weekday.isOpen ? isDay && isWeekday : isDay || isWeekday
    }

    private static func field(_ range: ClosedRange<Int>, open: Int, _ draws: inout Draws) -> Field {
        if draws.chance(open) { return Field(numbers: Set(range)) }
        var words: [String] = []
        var numbers: Set<Int> = []
        for _ in 0..<(draws.chance(70) ? 1 : 3) {
            let low = draws.number(range)
            let high = draws.number(low...range.upperBound)
            let step = draws.number(2...max(2, range.count / 3))
            switch draws.number(0...4) {
            case 0:
                words.append("*/\(step)")
                numbers.formUnion(stride(from: range.lowerBound, through: range.upperBound, by: step))
            case 1:
                words.append("\(low)-\(high)")
                numbers.formUnion(low...high)
            case 2:
                words.append("\(low)-\(high)/\(step)")
                numbers.formUnion(stride(from: low, through: high, by: step))
            default:
                words.append("\(low)")
                numbers.insert(low)
            }
        }
        return Field(text: words.joined(separator: ","), numbers: numbers, isOpen: false)
    }
}

/// A minute on a clock.
struct LocalMinute {
    var (minute, hour, day, month, weekday, daysInMonth) = (0, 0, 0, 0, 0, 0)
}
