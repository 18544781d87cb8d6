import Lifecycle
import Resources

/// One day of history in UTC: the jobs whose ids were made in it. Everything of such a job, from its payload to its
/// events, is in that day's partitions.
struct HistoryDay: Hashable, Comparable, Strideable {
    /// Tables that are cut by the day of the job's id.
    static let tables = ["jobs", "job_done", "job_events", "job_output"]

    /// Days since 1970-01-01.
    let number: Int64

    init(number: Int64) { self.number = number }

    /// The day of a moment, in microseconds since 1970.
    init(micros: Int64) { number = micros / 86_400_000_000 }

    /// Nil for tables that are no day's.
    init?(table: String) {
        guard let mark = table.lastIndex(of: "d"), table[..<mark].hasSuffix("_") else { return nil }
        let digits = table[table.index(after: mark)...]
        guard digits.count == 8, let micros = Timestamp.micros(of: HistoryDay.midnight(digits)) else {
            return nil
        }
        self.init(micros: micros)
    }

    private static func midnight(_ digits: Substring) -> String {
        "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))T00:00:00Z"
    }

    /// `jobs_d20261122`
    func table(_ parent: String) -> String {
        let date = Timestamp.text(micros: number * 86_400_000_000).prefix(10)
        return "\(parent)_d\(String(date.filter { $0 != "-" }))"
    }

    /// The smallest id of the day; that of the next day is the end.
    var firstID: JobID { JobID(high: UInt64(max(number, 0)) &* 86_400_000 << 16, low: 0) }
    var next: HistoryDay { HistoryDay(number: number + 1) }

    /// A condition on `job_id`.
    var condition: String { "job_id >= '\(firstID)' AND job_id < '\(next.firstID)'" }

    static func < (left: HistoryDay, right: HistoryDay) -> Bool { left.number < right.number }
    func distance(to other: HistoryDay) -> Int { Int(other.number - number) }
    func advanced(by days: Int) -> HistoryDay { HistoryDay(number: number + Int64(days)) }
}
