public import Lifecycle
import Postgres

/// What a step of a redrive did.
public struct RedriveStep: Sendable {
    /// The redrive after it.
    public var redrive: Redrive
    /// Back in the ready table.
    public var ready: [ReadyJob] = []
    /// Another step may do more at once.
    public var hasMore = false
}

extension JobQueueStore {
    /// Looks how the jobs of a redrive that are under way ended, and moves the next ones as its pace allows: one
    /// transaction, so that nothing is moved twice or uncounted, whoever dies and however many do it at once.
    ///
    /// Its pattern was tried when it was made. A step that takes too long would hold up the others again and again:
    /// then it is paused, and a person decides.
    ///
    /// - Parameters:
    ///   - elapsed: the time since the last step; nil: what the database's clock says.
    ///   - batch: most jobs that are moved.
    ///   - limit: how long each of its statements may take.
    /// - Returns: nil when there is nothing to do for it, or somebody else is at it.
    public func stepRedrive(
        _ id: JobID, elapsed: Duration? = nil, batch: Int = 500, within limit: Duration = .seconds(3)
    ) async throws(StoreError) -> RedriveStep? {
        guard let known = try await redrive(id) else { return nil }
        do throws(StoreError) {
            return try await searching(
                known.state.hasEnded ? DeadLetterSelector() : known.selector, limit: limit
            ) { transaction in
                guard var turn = try await RedriveTurn(transaction, id, elapsed: elapsed) else { return nil }
                try await turn.observe()
                try await turn.act(batch: batch)
                return try await turn.finish()
            }
        } catch {
            guard error.code == .invalidArgument || error.code == .failedPrecondition else { throw error }
            var parameters = idParameter(id)
            parameters.append(error.message)
            _ = try await read(RedriveStepSQL.halt, parameters)
            throw error
        }
    }
}

enum RedriveStepSQL {
    /// Somebody who holds the row is in the middle of a step, or about to pause it: it comes next time.
    static let begin = Statement(
        "redrive_begin",
        """
        SELECT \(Redrive.columns), cursor, outcome_cursor, all_seen, budget,
               GREATEST(0, EXTRACT(EPOCH FROM now() - paced_at))::float8
        FROM redrives WHERE redrive_id = $1::uuid AND watched FOR UPDATE SKIP LOCKED
        """)

    /// Each job by its own row: subqueries that no planner turns into a join with all jobs there are.
    static let outcomes = Statement(
        "redrive_outcomes",
        """
        WITH o AS MATERIALIZED (
            SELECT job_id FROM redrive_jobs WHERE redrive_id = $1::uuid AND outcome IS NULL AND job_id > $2::uuid
            ORDER BY job_id LIMIT $3
        )
        SELECT o.job_id, COALESCE(
            (SELECT d.status::text FROM job_done d WHERE d.job_id = o.job_id),
            CASE WHEN (SELECT true FROM jobs j WHERE j.job_id = o.job_id) IS NULL THEN 'GONE' END)
        FROM o ORDER BY o.job_id
        """)
    static let settle = Statement(
        "redrive_settle",
        """
        UPDATE redrive_jobs SET outcome = $2::text
        WHERE redrive_id = $1::uuid AND job_id = ANY($3::uuid[]) AND outcome IS NULL
        """)
    static let underWay = Statement(
        "redrive_under_way",
        """
        SELECT count(*) FROM (SELECT 1 FROM redrive_jobs WHERE redrive_id = $1::uuid AND outcome IS NULL LIMIT $2) o
        """)

    /// Like retries by hand. The rows are locked in one order, so that a purge and a redrive do
    /// not wait for each other.
    static let move = Statement(
        "redrive_move",
        """
        WITH locked AS MATERIALIZED (
            SELECT d.job_id FROM job_done d
            WHERE d.job_id = ANY($2::uuid[]) AND d.status = 'DEAD_LETTERED' AND d.completed_at <= $3::timestamptz
                AND (SELECT true FROM redrive_jobs x WHERE x.redrive_id = $1::uuid AND x.job_id = d.job_id) IS NULL
            ORDER BY d.job_id FOR UPDATE
        ), \(RetrySQL.back("ARRAY(SELECT job_id FROM locked)", reason: .redrive)), t AS (
            INSERT INTO redrive_jobs (redrive_id, job_id, attempt) SELECT $1::uuid, job_id, attempt FROM d
        )
        SELECT \(RetrySQL.moved)
        """)
    static let left = Statement(
        "redrive_left",
        """
        SELECT count(*), min(d.queue_name) FROM job_done d
        WHERE d.job_id = ANY($1::uuid[]) AND d.status = 'DEAD_LETTERED' AND d.completed_at <= $2::timestamptz
        """)
    static let end = Statement(
        "redrive_end",
        """
        UPDATE redrives SET state = $2::text, message = $3::text, redriven = redriven + $4::bigint,
            succeeded = succeeded + $5::bigint, failed = failed + $6::bigint, left_behind = left_behind + $7::bigint,
            left_queue = COALESCE(left_queue, $8::text), cursor = $9::uuid, outcome_cursor = $10::uuid,
            all_seen = $11::boolean, budget = $12::float8, watched = $13::boolean,
            paced_at = GREATEST(paced_at, now()),
            finished_at = COALESCE(finished_at, CASE WHEN $2::text NOT IN ('RUNNING', 'PAUSED') THEN now() END),
            updated_at = CASE WHEN $14::boolean THEN now() ELSE updated_at END
        WHERE redrive_id = $1::uuid RETURNING \(Redrive.columns)
        """)
    static let halt = Statement(
        "redrive_halt",
        """
        UPDATE redrives SET state = 'PAUSED', message = 'paused: ' || $2::text, updated_at = now()
        WHERE redrive_id = $1::uuid AND state = 'RUNNING'
        """)
}
