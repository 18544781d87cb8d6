/// PostgreSQL counts microseconds from 2000-01-01 UTC; the rest of the world from 1970-01-01 UTC.
enum PostgresTime {
    private static let offset: Int64 = 946_684_800_000_000

    /// `Int64.max` and `.min` stand for `infinity` and `-infinity` on both sides.
    static func encode(unixMicros: Int64) -> Int64 {
        if unixMicros == .max || unixMicros < .min + offset { return unixMicros == .max ? .max : .min }
        return unixMicros - offset
    }

    static func decode(_ micros: Int64) -> Int64 {
        if micros == .min { return .min }
        let (sum, overflow) = micros.addingReportingOverflow(offset)
        return overflow ? .max : sum
    }
}
