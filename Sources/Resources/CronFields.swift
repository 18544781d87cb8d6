/// What a cron expression asks for, as sets of numbers: bit 5 of `minutes` is the sixth minute of an hour.
///
/// When both day fields are restricted, a day that fits one of them counts; when one is open (`*` or `?`, also in a
/// list), the other decides. A step restricts: `*/2` is not open, as in Kubernetes CronJobs and in croniter, whereas
/// Vixie cron takes every field that begins with a star as open.
public struct CronFields: Hashable, Sendable {
    /// The seconds of a minute; only 0 for an expression of five fields.
    public var seconds: UInt64 = 1
    /// The minutes of an hour.
    public var minutes: UInt64 = 0
    /// The hours of a day.
    public var hours: UInt64 = 0
    /// The days of a month, 1 to 31.
    public var daysOfMonth: UInt64 = 0
    /// Also the last day of the month (`L`).
    public var lastDayOfMonth = false
    /// The months, 1 to 12.
    public var months: UInt64 = 0
    /// The days of a week, 0 (Sunday) to 6.
    public var daysOfWeek: UInt64 = 0
    /// Also the last such days of the month (`5L`), 0 to 6.
    public var lastDaysOfWeek: UInt64 = 0
    /// The field takes every day.
    public var isAnyDayOfMonth = false
    /// The field takes every day.
    public var isAnyDayOfWeek = false

    init() {}

    /// The value of a cron expression of 5 or 6 fields, or of a macro such as `@daily`.
    public init(_ text: String) throws(CronTextError) {
        do { self = try CronSyntax.fields(of: text) } catch {
            throw CronTextError(message: error.field.message, hint: error.field.hint)
        }
    }

    /// Every hour of the day is asked for, so that the hour tells nothing apart.
    public var isEveryHour: Bool { hours == (1 << 24) - 1 }

    mutating func set(_ unit: CronUnit, _ values: CronUnit.Values) {
        switch unit {
        case .second: seconds = values.numbers
        case .minute: minutes = values.numbers
        case .hour: hours = values.numbers
        case .dayOfMonth:
            daysOfMonth = values.numbers
            lastDayOfMonth = values.lasts != 0
            isAnyDayOfMonth = values.isOpen
        case .month: months = values.numbers
        case .dayOfWeek:
            daysOfWeek = Self.oneSunday(values.numbers)
            lastDaysOfWeek = Self.oneSunday(values.lasts)
            isAnyDayOfWeek = values.isOpen
        }
    }

    /// Some month among those asked for has such a day of the month.
    var hasPossibleDay: Bool {
        if lastDayOfMonth { return true }
        let lastDays: [UInt64] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return lastDays.indices.contains { index in
            months >> UInt64(index + 1) & 1 == 1 && daysOfMonth & ((2 << lastDays[index]) - 1) != 0
        }
    }

    /// Day 7 is day 0.
    private static func oneSunday(_ days: UInt64) -> UInt64 { (days | days >> 7) & 0x7F }
}

/// Why a text is not a cron expression, and what to write instead.
public struct CronTextError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let message: String
    /// What to write; nil when the message says it all.
    public let hint: String?

    /// Message and hint on one line.
    public var description: String { hint.map { "\(message); \($0)" } ?? message }
}
