import Lifecycle
import Postgres

extension JobQueueStore {
    /// Removes dead letters for good, with their payloads, histories and output; the ledger keeps that they ran.
    ///
    /// Only those that are dead when the call begins, in transactions of at most 500 each: when it ends early, what
    /// is gone is gone and the rest is whole.
    ///
    /// - Parameter progress: called after each transaction with the number removed by it.
    /// - Returns: how many were removed.
    public func purgeDeadLetters(
        _ selector: DeadLetterSelector, batch: Int = 500, progress: @Sendable (Int) -> Void = { _ in }
    ) async throws(StoreError) -> Int {
        let seen = try await read(PurgeSQL.moment)[0].timestampMicros(0)
        var cursor = JobID(high: 0, low: 0)
        var purged = 0
        while !Task.isCancelled {
            let after = cursor
            let (page, removed) = try await searching(selector, keepsHistory: true) { transaction in
                let page = try await transaction.page(selector, seen: seen, after: after, take: batch)
                guard !page.jobs.isEmpty else { return (page, 0) }
                var parameters = Parameters()
                parameters.append(page.jobs)
                parameters.append(timestampMicros: seen)
                let rows = try await transaction.execute(PurgeSQL.take, parameters)
                guard rows.count > 0 else { return (page, 0) }
                var taken = Parameters()
                taken.append((0..<rows.count).map { rows[$0].jobID(0) })
                _ = try await transaction.batch(PurgeSQL.belongings.map { ($0, taken) })
                return (page, rows.count)
            }
            cursor = page.cursor
            purged += removed
            if removed > 0 { progress(removed) }
            if page.isLast { break }
        }
        return purged
    }
}

private enum PurgeSQL {
    static let moment = Statement("purge_moment", "SELECT now()")

    /// The rows are locked in the order of a redrive's.
    static let take = Statement(
        "purge_take",
        """
        WITH locked AS MATERIALIZED (
            SELECT d.job_id FROM job_done d
            WHERE d.job_id = ANY($1::uuid[]) AND d.status = 'DEAD_LETTERED' AND d.completed_at <= $2::timestamptz
            ORDER BY d.job_id FOR UPDATE
        ), d AS (
            DELETE FROM job_done
            WHERE job_id = ANY(ARRAY(SELECT job_id FROM locked)) AND status = 'DEAD_LETTERED'
            RETURNING job_id, queue_name
        ), n AS (
            INSERT INTO queue_deltas (queue_name, dead_lettered)
            SELECT queue_name, -count(*) FROM d GROUP BY queue_name
        )
        SELECT job_id FROM d
        """)

    /// What jobs leave behind elsewhere.
    static let belongings = ["job_events", "job_output", "job_waits", "redrive_jobs", "jobs"].map { table in
        Statement("purge_\(table)", "DELETE FROM \(table) WHERE job_id = ANY($1::uuid[])")
    }
}
