package import Lifecycle
import Postgres

/// What the rows of a set of jobs say about whether each of them ran to its end, and just once.
package struct HistoryCheck: Sendable {
    /// A job, or a queue, whose rows contradict each other or what was promised.
    package struct Violation: Hashable, Sendable, CustomStringConvertible {
        /// Which promise was broken, in few words.
        package var rule: String
        /// The job's id or the queue's name.
        package var subject: String
        package var detail: String

        package var description: String { "\(rule): \(subject) \(detail)" }
    }

    package var jobs = 0
    package var done = 0
    /// How often a job was handed to a worker.
    package var assignments = 0
    /// How often a job was started.
    package var executions = 0
    /// Events by their reason (RETRY, WORKER_LOST, RELEASED, ...).
    package var reasons: [String: Int] = [:]
    package var violations: [Violation] = []
}

extension JobQueueStore {
    /// Looks for jobs that were lost, ran to the end twice, or whose events are no connected chain from NULL
    /// over PENDING to DONE, and for queues whose counts differ from their tables. Reads only; meant for
    /// tests of a system at rest.
    ///
    /// - Parameter ids: the jobs that must all be DONE.
    package func checkHistory(_ ids: [JobID]) async throws(StoreError) -> HistoryCheck {
        var check = HistoryCheck()
        check.jobs = ids.count
        for start in stride(from: 0, to: ids.count, by: 10_000) {
            var parameters = Parameters()
            parameters.append(Array(ids[start..<min(start + 10_000, ids.count)]))
            let sums = try await run(HistorySQL.sums, parameters)
            for index in 0..<sums.count {
                let count = Int(sums[index].int64(1))
                switch sums[index].string(0) {
                case "done": check.done += count
                case "assignments": check.assignments += count
                case "executions": check.executions += count
                case let reason: check.reasons[reason, default: 0] += count
                }
            }
            for rule in [HistorySQL.unfinished, HistorySQL.leftover, HistorySQL.chain, HistorySQL.ends] {
                check.add(try await run(rule, parameters))
            }
        }
        check.add(try await read(HistorySQL.counts))
        return check
    }
}

extension HistoryCheck {
    /// Rows of rule, subject, detail.
    fileprivate mutating func add(_ rows: Rows) {
        for index in 0..<rows.count {
            let row = rows[index]
            violations.append(Violation(rule: row.string(0), subject: row.string(1), detail: row.string(2)))
        }
    }
}

private enum HistorySQL {
    static let sums = Statement(
        "history_sums",
        """
        SELECT 'done', count(*) FROM job_done WHERE job_id = ANY($1::uuid[]) AND status = 'DONE'
        UNION ALL
        SELECT CASE to_status WHEN 'ASSIGNED' THEN 'assignments' ELSE 'executions' END, count(*)
        FROM job_events
        WHERE job_id = ANY($1::uuid[]) AND to_status IN ('ASSIGNED', 'RUNNING') GROUP BY 1
        UNION ALL
        SELECT reason, count(*) FROM job_events
        WHERE job_id = ANY($1::uuid[]) AND reason IS NOT NULL GROUP BY 1
        """)
    static let unfinished = Statement(
        "history_unfinished",
        """
        SELECT 'not done', i.id::text, COALESCE(s.status::text,
            CASE WHEN j.job_id IS NULL THEN 'was never submitted' ELSE 'is in no table' END)
        FROM unnest($1::uuid[]) AS i(id)
        LEFT JOIN jobs j ON j.job_id = i.id
        LEFT JOIN job_status s ON s.job_id = i.id
        WHERE s.status IS DISTINCT FROM 'DONE'
        """)
    static let leftover = Statement(
        "history_leftover",
        """
        SELECT 'in two tables', job_id::text, string_agg(place, ', ') FROM (
            SELECT job_id, 'job_ready' AS place FROM job_ready WHERE job_id = ANY($1::uuid[]) UNION ALL
            SELECT job_id, 'job_scheduled' FROM job_scheduled WHERE job_id = ANY($1::uuid[]) UNION ALL
            SELECT job_id, 'job_running' FROM job_running WHERE job_id = ANY($1::uuid[]) UNION ALL
            SELECT job_id, 'job_done' FROM job_done WHERE job_id = ANY($1::uuid[])
        ) p GROUP BY job_id HAVING count(*) > 1
        """)
    static let chain = Statement(
        "history_chain",
        """
        SELECT 'broken chain', job_id::text,
               'from ' || COALESCE(from_status::text, 'NULL') || ' after ' || COALESCE(previous::text, 'NULL')
               || ' in event ' || id
        FROM (SELECT id, job_id, from_status,
                     lag(to_status) OVER (PARTITION BY job_id ORDER BY id) AS previous
              FROM job_events WHERE job_id = ANY($1::uuid[])) e
        WHERE from_status IS DISTINCT FROM previous
        """)
    static let ends = Statement(
        "history_ends",
        """
        SELECT 'wrong ends', job_id::text,
               'first ' || first || ', last ' || last || ', ended ' || ended || ' times, submitted ' || begun
        FROM (SELECT job_id, (array_agg(to_status ORDER BY id))[1] AS first,
                     (array_agg(to_status ORDER BY id DESC))[1] AS last,
                     count(*) FILTER (WHERE from_status = 'RUNNING' AND to_status = 'DONE') AS ended,
                     count(*) FILTER (WHERE from_status IS NULL) AS begun
              FROM job_events WHERE job_id = ANY($1::uuid[]) GROUP BY job_id) e
        WHERE first <> 'PENDING' OR last <> 'DONE' OR ended <> 1 OR begun <> 1
        """)
    static let counts = Statement(
        "history_counts",
        """
        SELECT 'wrong counts', c.queue_name,
               format('counted %s/%s/%s/%s, there are %s/%s/%s/%s (ready/scheduled/done/dead)',
                      c.ready, c.scheduled, c.done, c.dead_lettered, r.count, s.count, d.count, x.count)
        FROM queue_counts c
        CROSS JOIN LATERAL (SELECT count(*) FROM job_ready t WHERE t.queue_name = c.queue_name) r
        CROSS JOIN LATERAL (SELECT count(*) FROM job_scheduled t WHERE t.queue_name = c.queue_name) s
        CROSS JOIN LATERAL (SELECT count(*) FROM job_done t
                            WHERE t.queue_name = c.queue_name AND t.status = 'DONE') d
        CROSS JOIN LATERAL (SELECT count(*) FROM job_done t
                            WHERE t.queue_name = c.queue_name AND t.status = 'DEAD_LETTERED') x
        WHERE (c.ready, c.scheduled, c.done, c.dead_lettered)
            IS DISTINCT FROM (r.count, s.count, d.count, x.count)
        """)
}
