public import Resources

extension Timestamp {
    /// A time as `MicroTime` of the Kubernetes API wants it: RFC 3339 in UTC with exactly six digits of a
    /// second, fewer are refused.
    ///
    /// - Parameter micros: Microseconds since 1970, within the years 1 to 9999.
    public static func microTime(micros: Int64) -> String {
        let parts = text(micros: micros).dropLast().split(separator: ".", maxSplits: 1)
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        return "\(parts[0]).\(fraction)\(String(repeating: "0", count: max(0, 6 - fraction.utf8.count)))Z"
    }

    /// A time as `Time` of the Kubernetes API is written: RFC 3339 in UTC in whole seconds.
    ///
    /// - Parameter micros: Microseconds since 1970, within the years 1 to 9999.
    public static func wholeSecondTime(micros: Int64) -> String {
        let remainder = micros % 1_000_000
        return text(micros: micros - (remainder < 0 ? remainder + 1_000_000 : remainder))
    }
}
