import Postgres

extension JobQueueStore {
    /// The first claimable jobs of each concurrency key of a queue, so that the jobs of one key do not hide those of
    /// the others. Reads the keys in order, after a given one; the cost does not depend on how many jobs wait.
    ///
    /// - Parameters:
    ///   - keys: most keys that are looked at.
    ///   - each: most jobs of one key, in claim order.
    public func readyJobsByKey(
        queue: String, after key: String? = nil, keys: Int, each: Int
    ) async throws(StoreError) -> [ReadyJob] {
        var parameters = Parameters()
        parameters.append(queue)
        parameters.append(key ?? "")
        parameters.append(Int64(keys))
        parameters.append(Int64(each))
        let rows = try await run(statement, parameters)
        return (0..<rows.count).map { index in
            ReadyJob(
                id: rows[index].jobID(0), queue: queue, rank: rows[index].int16(1),
                key: rows[index].stringOrNil(2))
        }
    }
}

/// Jumps from key to key in the index instead of reading what lies between.
private let statement = Statement(
    "ready_by_key",
    """
    WITH RECURSIVE k AS (
        (SELECT concurrency_key AS key FROM job_ready
         WHERE queue_name = $1 AND concurrency_key IS NOT NULL AND concurrency_key > $2
         ORDER BY concurrency_key LIMIT 1)
        UNION ALL
        SELECT (SELECT r.concurrency_key FROM job_ready r
                WHERE r.queue_name = $1 AND r.concurrency_key IS NOT NULL AND r.concurrency_key > k.key
                ORDER BY r.concurrency_key LIMIT 1)
        FROM k WHERE k.key IS NOT NULL
    ), few AS MATERIALIZED (SELECT key FROM k WHERE key IS NOT NULL LIMIT $3)
    SELECT j.job_id, j.rank, few.key FROM few CROSS JOIN LATERAL (
        SELECT r.job_id, r.rank FROM job_ready r
        WHERE r.queue_name = $1 AND r.concurrency_key IS NOT NULL AND r.concurrency_key = few.key
        ORDER BY r.rank, r.job_id LIMIT $4
    ) j
    """)
