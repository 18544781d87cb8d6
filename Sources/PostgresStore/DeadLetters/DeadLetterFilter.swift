import Lifecycle
import Postgres

/// A selector as conditions on `job_done d`, and their parameters. What a user wrote travels as parameters only.
struct DeadLetterFilter {
    private(set) var parameters = Parameters()
    /// One letter for each condition: statements of the same shape have the same text, and so share a name.
    private(set) var shape = ""
    /// Conditions that an index, or the row itself, answers at once.
    private var narrow = ["d.status = 'DEAD_LETTERED'"]
    /// Conditions that cost something for each row.
    private var costly: [String] = []

    /// - Parameter seen: only those that were dead by then, in microseconds since 1970.
    init(_ selector: DeadLetterSelector, seen: Int64? = nil) {
        if let queue = selector.queue {
            shape += "q"
            narrow.append("d.queue_name = \(add { $0.append(queue) })")
        }
        if !selector.jobs.isEmpty {
            shape += "i"
            narrow.append("d.job_id = ANY(\(add { $0.append(selector.jobs) })::uuid[])")
        }
        if let seen {
            shape += "c"
            narrow.append("d.completed_at <= \(add { $0.append(timestampMicros: seen) })::timestamptz")
        }
        if let since = selector.since {
            shape += "s"
            costly.append("d.completed_at >= \(add { $0.append(timestampMicros: since) })::timestamptz")
        }
        if let until = selector.until {
            shape += "u"
            costly.append("d.completed_at < \(add { $0.append(timestampMicros: until) })::timestamptz")
        }
        if !selector.reasons.isEmpty {
            shape += "r"
            costly.append("d.reason = ANY(\(add { $0.append(selector.reasons) })::text[])")
        }
        if let pattern = selector.errorPattern {
            shape += "e"
            costly.append("d.error_message ~ \(add { $0.append(pattern) })::text")
        }
        if !selector.labels.isEmpty { addLabels(selector.labels) }
    }

    /// What a page is cut out of.
    var narrowConditions: String { narrow.joined(separator: " AND ") }

    /// What each row of a page must meet beside that.
    var costlyConditions: String { costly.isEmpty ? "true" : costly.joined(separator: " AND ") }

    var conditions: String { (narrow + costly).joined(separator: " AND ") }

    /// Adds a parameter; its name in the statement.
    mutating func add(_ append: (inout Parameters) -> Void) -> String {
        append(&parameters)
        return "$\(parameters.count)"
    }

    /// A subquery with one answer for each row, which no planner turns into a join with all jobs there are.
    private mutating func addLabels(_ labels: [LabelRequirement]) {
        shape += "l"
        var equal: (keys: [String], values: [String]) = ([], [])
        var different: (keys: [String], values: [String]) = ([], [])
        var present: [String] = []
        var absent: [String] = []
        for label in labels {
            switch label {
            case .equals(let key, let value):
                equal.keys.append(key)
                equal.values.append(value)
            case .differs(let key, let value):
                different.keys.append(key)
                different.values.append(value)
            case .exists(let key): present.append(key)
            case .lacks(let key): absent.append(key)
            }
        }
        let wanted = "\(add { $0.append(equal.keys) })::text[], \(add { $0.append(equal.values) })::text[]"
        let unwanted =
            "\(add { $0.append(different.keys) })::text[], \(add { $0.append(different.values) })::text[]"
        costly.append(
            """
            (SELECT NOT EXISTS (SELECT 1 FROM unnest(\(wanted)) AS w(key, value)
                                WHERE (b.labels ->> w.key) IS DISTINCT FROM w.value)
                AND NOT EXISTS (SELECT 1 FROM unnest(\(unwanted)) AS w(key, value)
                                WHERE (b.labels ->> w.key) = w.value)
                AND b.labels ?& \(add { $0.append(present) })::text[]
                AND NOT b.labels ?| \(add { $0.append(absent) })::text[]
             FROM (SELECT COALESCE(j.labels, '{}'::jsonb) AS labels FROM jobs j WHERE j.job_id = d.job_id) b)
            """)
    }
}
