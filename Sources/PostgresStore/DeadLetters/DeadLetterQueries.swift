public import Lifecycle
import Postgres

extension JobQueueStore {
    /// Dead letters that fit, the newest job first, older than `before`.
    ///
    /// Costs what is looked through: a page when nothing but a queue is asked for, up to all dead letters for a rare
    /// error; never anything for jobs that ended well. Fails with `invalidArgument` for a bad error pattern, and with
    /// `failedPrecondition` when the search takes longer than `time`.
    public func deadLetters(
        _ selector: DeadLetterSelector, before: JobID? = nil, limit: Int, within time: Duration = .seconds(10)
    ) async throws(StoreError) -> [JobRecord] {
        let ids = try await searching(selector, limit: time) { transaction in
            var filter = DeadLetterFilter(selector)
            let statement = DeadLetterSQL.list(&filter, before: before, limit: limit)
            let rows = try await transaction.execute(statement, filter.parameters)
            return (0..<rows.count).map { rows[$0].jobID(0) }
        }
        guard !ids.isEmpty else { return [] }
        var parameters = Parameters()
        parameters.append(ids)
        let rows = try await run(DeadLetterSQL.records, parameters)
        // One that was put back between the statements is no dead letter any more.
        return (0..<rows.count).map { JobRecord(rows[$0]) }.filter { $0.state == .deadLettered }
    }

    /// How many dead letters fit, by queue and reason. Fails with `invalidArgument` for a bad error pattern.
    public func countDeadLetters(_ selector: DeadLetterSelector) async throws(StoreError) -> DeadLetterCount {
        try await searching(selector) { try await $0.countDeadLetters(selector) }
    }
}

extension PostgresTransaction {
    /// - Parameter seen: only those that were dead by then.
    func countDeadLetters(
        _ selector: DeadLetterSelector, seen: Int64? = nil
    ) async throws(PostgresError) -> DeadLetterCount {
        let filter = DeadLetterFilter(selector, seen: seen)
        let rows = try await execute(DeadLetterSQL.count(filter), filter.parameters)
        var count = DeadLetterCount()
        for index in 0..<rows.count {
            let row = rows[index]
            count.total = row.int64(6)
            count.groups.append(
                DeadLetterGroup(
                    queue: row.string(0), reason: row.string(1), count: row.int64(2),
                    oldest: row.timestampMicros(3), newest: row.timestampMicros(4),
                    sampleError: row.string(5)))
        }
        return count
    }

    /// The next dead letters after `cursor` in the order of their ids. Looks at a bounded number of them, however
    /// few fit.
    func page(
        _ selector: DeadLetterSelector, seen: Int64, after cursor: JobID, take: Int
    ) async throws(PostgresError) -> DeadLetterPage {
        var filter = DeadLetterFilter(selector, seen: seen)
        let statement = DeadLetterSQL.page(&filter, after: cursor, take: take)
        let row = try await execute(statement, filter.parameters)[0]
        let ids = row.uuids(2).map { JobID($0) }
        let looked = Int(row.int64(0))
        guard ids.count < take else {
            return DeadLetterPage(jobs: ids, cursor: ids.last ?? cursor, isLast: false)
        }
        return DeadLetterPage(
            jobs: ids, cursor: row.jobIDOrNil(1) ?? cursor, isLast: looked < DeadLetterPage.lookedThrough)
    }
}

/// A step of a walk over dead letters.
struct DeadLetterPage {
    static let lookedThrough = 2000

    /// Those that fit.
    var jobs: [JobID]
    /// Where the next page begins.
    var cursor: JobID
    /// None is left behind the cursor.
    var isLast: Bool
}

private enum DeadLetterSQL {
    static func list(_ filter: inout DeadLetterFilter, before: JobID?, limit: Int) -> Statement {
        let before = filter.add { $0.append(before ?? JobID(high: .max, low: .max)) }
        let limit = filter.add { $0.append(Int64(limit)) }
        return Statement(
            "dead_list_\(filter.shape)",
            """
            SELECT d.job_id FROM job_done d WHERE \(filter.conditions) AND d.job_id < \(before)::uuid
            ORDER BY d.job_id DESC LIMIT \(limit)
            """)
    }

    static let records = Statement(
        "dead_records",
        "SELECT \(JobRecord.columns) FROM job_status WHERE job_id = ANY($1::uuid[]) ORDER BY job_id DESC")

    static func count(_ filter: DeadLetterFilter) -> Statement {
        Statement(
            "dead_count_\(filter.shape)",
            """
            SELECT g.queue_name, g.reason, g.count, g.oldest, g.newest,
                   (SELECT left(s.error_message, 500) FROM job_done s WHERE s.job_id = g.sample), g.total
            FROM (SELECT d.queue_name, d.reason, count(*) AS count, min(d.completed_at) AS oldest,
                         max(d.completed_at) AS newest, max(d.job_id::text)::uuid AS sample,
                         (sum(count(*)) OVER ())::bigint AS total
                  FROM job_done d WHERE \(filter.conditions) GROUP BY d.queue_name, d.reason
                  ORDER BY count(*) DESC, d.queue_name, d.reason LIMIT 1000) g
            ORDER BY g.count DESC, g.queue_name, g.reason
            """)
    }

    static func page(_ filter: inout DeadLetterFilter, after: JobID, take: Int) -> Statement {
        let after = filter.add { $0.append(after) }
        let looked = filter.add { $0.append(Int64(DeadLetterPage.lookedThrough)) }
        let take = filter.add { $0.append(Int64(take)) }
        return Statement(
            "dead_page_\(filter.shape)",
            """
            WITH d AS MATERIALIZED (
                SELECT d.job_id, d.completed_at, d.reason, d.error_message FROM job_done d
                WHERE \(filter.narrowConditions) AND d.job_id > \(after)::uuid ORDER BY d.job_id LIMIT \(looked)
            )
            SELECT (SELECT count(*) FROM d), (SELECT job_id FROM d ORDER BY job_id DESC LIMIT 1),
                   ARRAY(SELECT d.job_id FROM d WHERE \(filter.costlyConditions) ORDER BY d.job_id LIMIT \(take))
            """)
    }
}
