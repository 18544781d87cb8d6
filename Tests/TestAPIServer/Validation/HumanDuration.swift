/// Ages as `kubectl get` shows them, with two or three significant digits.
enum HumanDuration {
    /// `seconds` may be slightly negative, as clocks differ.
    static func text(seconds: Int64) -> String {
        if seconds < -1 { return "<invalid>" }
        if seconds < 0 { return "0s" }
        if seconds < 120 { return "\(seconds)s" }
        let minutes = seconds / 60
        if minutes < 10 { return joined(minutes, "m", seconds % 60, "s") }
        if minutes < 180 { return "\(minutes)m" }
        let hours = minutes / 60
        if hours < 8 { return joined(hours, "h", minutes % 60, "m") }
        if hours < 48 { return "\(hours)h" }
        let days = hours / 24
        if days < 8 { return joined(days, "d", hours % 24, "h") }
        if days < 730 { return "\(days)d" }
        let years = days / 365
        return days < 2920 ? joined(years, "y", days % 365, "d") : "\(years)y"
    }

    private static func joined(_ first: Int64, _ unit: String, _ rest: Int64, _ restUnit: String) -> String {
        rest == 0 ? "\(first)\(unit)" : "\(first)\(unit)\(rest)\(restUnit)"
    }
}
