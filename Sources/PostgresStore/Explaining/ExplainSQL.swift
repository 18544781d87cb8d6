import Planning
import Postgres

/// Reading of what an explanation depends on.
enum ExplainSQL {
    static let snapshot = Statement(
        "explain_snapshot", "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    /// The statistics of tables that fill and empty all day are always wrong: a scan of a million rows to count ten
    /// thousand would look cheap.
    static let byIndex = Statement(
        "explain_by_index",
        """
        SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
               set_config('enable_sort', 'off', true)
        """)
    static let job = Statement(
        "explain_job", "SELECT \(JobRecord.columns) FROM job_status WHERE job_id = $1::uuid")
    /// The clock, and where the job stands beyond what `job_status` tells.
    static let place = Statement(
        "explain_place",
        """
        SELECT now(), (SELECT r.rank FROM job_ready r WHERE r.job_id = $1::uuid),
               EXISTS (SELECT 1 FROM job_scheduled s WHERE s.job_id = $1::uuid),
               (SELECT r.assigned_at FROM job_running r WHERE r.job_id = $1::uuid),
               (SELECT COALESCE(NULLIF(w.hostname, ''), w.worker_id::text)
                FROM job_running r JOIN workers w ON w.worker_id = r.worker_id WHERE r.job_id = $1::uuid)
        """)
    /// Jobs of queue $1 before rank $2 and id $3.
    static let ahead = Statement(
        "explain_ahead",
        """
        SELECT count(*) FROM (
            SELECT 1 FROM job_ready WHERE queue_name = $1 AND (rank, job_id) < ($2::smallint, $3::uuid)
            ORDER BY rank, job_id LIMIT \(LinePlace.mostCounted + 1)) a
        """)
    /// Who has held jobs of queue $1 longest, of key $2 or of all keys.
    static let holders = Statement(
        "explain_holders",
        """
        SELECT count(*) OVER (), r.job_id, r.assigned_at, COALESCE(NULLIF(w.hostname, ''), r.worker_id::text)
        FROM job_running r LEFT JOIN workers w ON w.worker_id = r.worker_id
        WHERE r.queue_name = $1 AND ($2::text IS NULL OR r.concurrency_key = $2)
        ORDER BY r.assigned_at, r.job_id LIMIT 20
        """)
    /// Live workers, and how many jobs each holds.
    static let workers = Statement(
        "explain_workers",
        """
        SELECT COALESCE(NULLIF(hostname, ''), worker_id::text), status::text, concurrency, pool,
               $1 = ANY(queues), (SELECT count(*) FROM job_running r WHERE r.worker_id = w.worker_id)
        FROM workers w WHERE status <> 'OFFLINE' ORDER BY registered_at
        """)
    static let states = Statement(
        "explain_states",
        "SELECT job_id, resource, status::text FROM job_status WHERE job_id = ANY($1::uuid[])")
}
