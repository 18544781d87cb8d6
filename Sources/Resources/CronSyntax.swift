/// The syntax of cron expressions.
///
/// Five fields (minute, hour, day of month, month, day of week), or six that begin with the second. A field
/// holds `*`, numbers, names (`JAN`, `MON`), ranges (`1-5`), steps (`*/15`, `10-40/5`, `3/10`) and lists of
/// these. `?` is `*` in the two day fields; `L` is the last day of the month, `5L` its last Friday; Sunday is
/// 0 or 7. `@yearly`, `@annually`, `@monthly`, `@weekly`, `@daily`, `@midnight` and `@hourly` stand for whole
/// expressions. When both day fields are given, a day that fits one of them counts.
enum CronSyntax {
    /// The words that stand for a whole expression, with the expression.
    static let macros: [(name: String, expression: String)] = [
        ("@yearly", "0 0 1 1 *"), ("@annually", "0 0 1 1 *"), ("@monthly", "0 0 1 * *"),
        ("@weekly", "0 0 * * 0"), ("@daily", "0 0 * * *"), ("@midnight", "0 0 * * *"),
        ("@hourly", "0 * * * *"),
    ]

    /// What is wrong with `text`, or nil when it is a cron expression.
    static func problem(in text: String) -> FieldProblem? {
        if text.hasPrefix("@") { return macroProblem(text) }
        let words = text.split(whereSeparator: { $0 == " " || $0 == "\t" })
        guard words.count == 5 || words.count == 6 else {
            return FieldProblem(
                "a cron expression has 5 or 6 fields, this one has \(words.count)",
                hint: "write minute hour day-of-month month day-of-week: \"0 3 * * *\"")
        }
        var days: UInt64 = 0
        var months: UInt64 = 0
        for (unit, word) in zip(CronUnit.allCases.suffix(words.count), words) {
            switch unit.values(of: word) {
            case .failure(let problem): return problem.field
            case .success(let values):
                if unit == .dayOfMonth { days = values }
                if unit == .month { months = values }
            }
        }
        let anyWeekday = words.last == "*" || words.last == "?"
        return anyWeekday && !isPossible(days: days, months: months)
            ? FieldProblem("this day never comes", hint: "no month among those given has such a day") : nil
    }

    private static func macroProblem(_ text: String) -> FieldProblem? {
        if macros.contains(where: { $0.name == text }) { return nil }
        let names = macros.map(\.name)
        let hint =
            if text.hasPrefix("@every") {
                "use the field every instead of cron: every: 30s"
            } else {
                suggestion(for: text, among: names) ?? "use one of \(names.joined(separator: ", "))"
            }
        return FieldProblem("unknown cron macro \(quoted(text))", hint: hint)
    }

    private static func isPossible(days: UInt64, months: UInt64) -> Bool {
        let lastDays: [UInt64] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return lastDays.indices.contains { index in
            months >> UInt64(index + 1) & 1 == 1 && days & ((2 << lastDays[index]) - 1) != 0
        }
    }
}

/// A `FieldProblem` that can be thrown or be a result.
struct CronProblem: Error {
    let field: FieldProblem

    init(_ message: String, hint: String? = nil) { field = FieldProblem(message, hint: hint) }
}
