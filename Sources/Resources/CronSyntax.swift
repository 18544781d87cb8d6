/// The syntax of cron expressions.
///
/// Five fields (minute, hour, day of month, month, day of week), or six that begin with the second. A field
/// holds `*`, numbers, names (`JAN`, `MON`), ranges (`1-5`), steps (`*/15`, `10-40/5`, `3/10`) and lists of
/// these. `?` is `*` in the two day fields; `L` is the last day of the month, `5L` its last Friday; Sunday is
/// 0 or 7. `@yearly`, `@annually`, `@monthly`, `@weekly`, `@daily`, `@midnight` and `@hourly` stand for whole
/// expressions. When both day fields are given, a day that fits one of them counts; see ``CronFields``.
enum CronSyntax {
    /// The words that stand for a whole expression, with the expression.
    static let macros: [(name: String, expression: String)] = [
        ("@yearly", "0 0 1 1 *"), ("@annually", "0 0 1 1 *"), ("@monthly", "0 0 1 * *"),
        ("@weekly", "0 0 * * 0"), ("@daily", "0 0 * * *"), ("@midnight", "0 0 * * *"),
        ("@hourly", "0 * * * *"),
    ]

    /// What is wrong with `text`, or nil when it is a cron expression.
    static func problem(in text: String) -> FieldProblem? {
        do {
            _ = try fields(of: text)
            return nil
        } catch { return error.field }
    }

    /// The value of `text`.
    static func fields(of text: String) throws(CronProblem) -> CronFields {
        if text.hasPrefix("@") {
            guard let macro = macros.first(where: { $0.name == text }) else { throw unknownMacro(text) }
            return try fields(of: macro.expression)
        }
        let words = text.split(whereSeparator: { $0 == " " || $0 == "\t" })
        guard words.count == 5 || words.count == 6 else {
            throw CronProblem(
                "a cron expression has 5 or 6 fields, this one has \(words.count)",
                hint: "write minute hour day-of-month month day-of-week: \"0 3 * * *\"")
        }
        var fields = CronFields()
        for (unit, word) in zip(CronUnit.allCases.suffix(words.count), words) {
            fields.set(unit, try unit.values(of: word))
        }
        if fields.isAnyDayOfWeek, !fields.hasPossibleDay {
            throw CronProblem("this day never comes", hint: "no month among those given has such a day")
        }
        return fields
    }

    private static func unknownMacro(_ text: String) -> CronProblem {
        let names = macros.map(\.name)
        let hint =
            if text.hasPrefix("@every") {
                "use the field every instead of cron: every: 30s"
            } else {
                suggestion(for: text, among: names) ?? "use one of \(names.joined(separator: ", "))"
            }
        return CronProblem("unknown cron macro \(quoted(text))", hint: hint)
    }
}

/// A `FieldProblem` that can be thrown or be a result.
struct CronProblem: Error {
    let field: FieldProblem

    init(_ message: String, hint: String? = nil) { field = FieldProblem(message, hint: hint) }
}
