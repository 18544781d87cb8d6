/// The cell that says whether a queue is paused, with what somebody overrides in it: "no",
/// "yes (override, 1h52m left, ann)", "no (concurrency.limit=10, 30m left, bob)".
///
/// - Parameter overrides: fields with their values as JSON, their ends, and who did it.
func overrideMark(
    _ paused: Bool, _ overrides: [(field: String, value: String, until: Moment, by: String)]
) -> String {
    let state = paused ? "yes" : "no"
    guard !overrides.isEmpty else { return state }
    let marks = overrides.map { override in
        let left = shortDuration(seconds: (override.until.micros - Moment.now.micros) / 1_000_000)
        let value = override.value == "null" ? "none" : override.value
        let what = override.field == "paused" ? "override" : "\(override.field)=\(value)"
        return "\(what), \(left) left, \(override.by)"
    }
    return "\(state) (\(marks.joined(separator: "; ")))"
}
