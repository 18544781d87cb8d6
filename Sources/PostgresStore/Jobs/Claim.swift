public import Lifecycle
import Postgres

/// A job handed to a worker: everything that it needs to run.
public struct ClaimedJob: Sendable {
    /// Names the job.
    public var id: JobID
    /// Stored name of its queue.
    public var queue: String
    /// Bytes as they were submitted.
    public var payload: [UInt8]
    /// 0 to 9, 9 first.
    public var priority: Int16
    /// How often the job was given to a worker, this time included; 1 at first.
    public var attempt: Int32
    /// The fence of this attempt: reports with another epoch change nothing.
    public var leaseEpoch: Int64
    /// Retries so far, this attempt included; 0 for a first attempt.
    public var retryCount: Int32
    /// Retries that the job may have.
    public var maxRetries: Int32
    /// Milliseconds that this attempt may run; nil: without limit.
    public var timeoutMilliseconds: Int64?
    /// Content of a declared run, 32 bytes; nil for a submitted job.
    public var runKey: [UInt8]?
    /// Names the worker that it was claimed for.
    public var worker: JobID
}

extension JobQueueStore {
    /// Takes jobs out of the ready table for their workers, by id. An id that somebody else took, that was
    /// cancelled meanwhile or that waits in none of `queues` is simply not in the answer, and neither is any job of
    /// a queue that has a gate: those are taken by ``claimGated(_:queues:)``. The cost does not depend on how many
    /// jobs wait.
    public func claim(
        _ wanted: [(job: JobID, worker: JobID)], queues: [String]
    ) async throws(StoreError) -> [ClaimedJob] {
        let wanted = firstOfEach(wanted)
        guard !wanted.isEmpty else { return [] }
        let rows = try await run(ClaimSQL.byID, claimParameters(wanted, queues: queues))
        return (0..<rows.count).map { ClaimedJob(rows[$0]) }
    }

    /// The same for jobs whose queues the caller does not know: looks them up first.
    public func claim(_ wanted: [(job: JobID, worker: JobID)]) async throws(StoreError) -> [ClaimedJob] {
        guard !wanted.isEmpty else { return [] }
        var parameters = Parameters()
        parameters.append(wanted.map(\.job))
        let rows = try await run(ClaimSQL.queues, parameters)
        return try await claim(wanted, queues: (0..<rows.count).map { rows[$0].string(0) })
    }

    /// A job that moved to another queue may be known twice; the first worker gets it.
    func firstOfEach(_ wanted: [(job: JobID, worker: JobID)]) -> [(job: JobID, worker: JobID)] {
        var seen: Set<JobID> = []
        return wanted.filter { seen.insert($0.job).inserted }
    }

    func claimParameters(_ wanted: [(job: JobID, worker: JobID)], queues: [String]) -> Parameters {
        var parameters = Parameters()
        parameters.append(wanted.map(\.job))
        parameters.append(wanted.map(\.worker))
        parameters.append(queues)
        return parameters
    }

    /// Attempts that exist although the answer to their ``claim(_:)`` was lost. No worker has heard of them.
    public func undelivered(_ jobs: [JobID], workers: [JobID]) async throws(StoreError) -> [Lease] {
        var parameters = Parameters()
        parameters.append(jobs)
        parameters.append(workers)
        return leases(try await run(ClaimSQL.undelivered, parameters))
    }

    /// The first `limit` claimable jobs of one queue in claim order, after a position. Nothing is locked.
    public func readyJobs(
        queue: String, after: ReadyJob? = nil, limit: Int
    ) async throws(StoreError) -> [ReadyJob] {
        var parameters = Parameters()
        parameters.append(queue)
        parameters.append(after?.rank ?? -1)
        parameters.append(after?.id ?? JobID(high: 0, low: 0))
        parameters.append(Int64(limit))
        let rows = try await run(ClaimSQL.ready, parameters)
        return (0..<rows.count).map { index in
            ReadyJob(
                id: rows[index].jobID(0), queue: queue, rank: rows[index].int16(1),
                key: rows[index].stringOrNil(2))
        }
    }
}

extension ClaimedJob {
    init(_ row: Row) {
        self.init(
            id: row.jobID(0), queue: row.string(1), payload: row.bytes(2), priority: row.int16(3),
            attempt: row.int32(4), leaseEpoch: row.int64(5), retryCount: row.int32(6),
            maxRetries: row.int32(7),
            timeoutMilliseconds: row.int64OrNil(8), runKey: row.bytesOrNil(9), worker: row.jobID(10))
    }
}

enum ClaimSQL {
    /// When a gate let a job through: the instant that its rate counted, however long the rest of the claim took.
    private static let instant = "(SELECT to_timestamp(t.now / 1000000.0) FROM t)"

    /// Moves the jobs that `condition` names from ready to running; what follows reads their rows from `r`.
    static func taking(_ condition: String, gated: Bool) -> String {
        """
        c AS (
            DELETE FROM job_ready WHERE \(condition)
            RETURNING job_id, queue_name, rank, retry_count, attempt, declared, concurrency_key
        ), r AS (
            INSERT INTO job_running (job_id, queue_name, rank, worker_id, lease_epoch, attempt, retry_count, declared,
                                     concurrency_key\(gated ? ", gated, assigned_at" : ""))
            SELECT c.job_id, c.queue_name, c.rank, w.worker, nextval('lease_epoch'), c.attempt + 1, c.retry_count,
                   c.declared, c.concurrency_key\(gated ? ", true, \(instant)" : "")
            FROM c JOIN unnest($1::uuid[], $2::uuid[]) AS w(job, worker) ON w.job = c.job_id
            RETURNING job_id, queue_name, worker_id, lease_epoch, attempt, retry_count
        ), e AS (
            INSERT INTO job_events (job_id, from_status, to_status, worker_id, attempt)
            SELECT job_id, 'PENDING', 'ASSIGNED', worker_id, attempt FROM r
        ), n AS (
            INSERT INTO queue_deltas (queue_name, ready) SELECT queue_name, -count(*) FROM r GROUP BY queue_name
        )
        """
    }

    /// One look-up per job, which no plan can turn into anything else: a plain join compares each row with each as
    /// soon as the planner has seen the ready table empty.
    static let taken = """
        SELECT r.job_id, r.queue_name, j.payload, j.priority, r.attempt, r.lease_epoch, r.retry_count, j.max_retries,
               j.timeout_ms, j.run_key, r.worker_id
        FROM r CROSS JOIN LATERAL (
            SELECT payload, priority, max_retries, timeout_ms, run_key FROM jobs WHERE jobs.job_id = r.job_id LIMIT 1
        ) j
        """

    /// The gates are looked up once per queue of the batch, however many queues have one. The lock on the barrier is
    /// taken before the snapshot.
    static let byID = Statement(
        "claim",
        """
        WITH \(taking(open, gated: false))
        \(taken)
        """)
    static let open = """
        job_id = ANY($1::uuid[]) AND NOT EXISTS (SELECT FROM claim_barrier FOR SHARE)
            AND (queue_name IN (
                SELECT q FROM unnest($3::text[]) AS q
                WHERE (SELECT f.queue_name FROM gates_in_force f WHERE f.queue_name = q LIMIT 1) IS NULL
                    AND (SELECT g.gated FROM queue_gates g WHERE g.queue_name = q LIMIT 1) IS NOT TRUE
            )) IS TRUE
        """
    static let queues = Statement(
        "claim_queues", "SELECT DISTINCT queue_name FROM job_ready WHERE job_id = ANY($1::uuid[])")
    static let undelivered = Statement(
        "claim_undelivered",
        """
        SELECT job_id, lease_epoch FROM job_running
        WHERE job_id = ANY($1::uuid[]) AND worker_id = ANY($2::uuid[]) AND started_at IS NULL
        """)
    static let ready = Statement(
        "ready",
        """
        SELECT job_id, rank, concurrency_key FROM job_ready
        WHERE queue_name = $1 AND (rank, job_id) > ($2::smallint, $3::uuid)
        ORDER BY rank, job_id LIMIT $4
        """)
}
