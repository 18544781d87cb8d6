import Postgres

/// How waiting jobs are released. Every statement takes what it touches by ids, so its cost follows what has ended
/// and never how many jobs wait.
enum WaitSQL {
    /// One transaction at a time looks at waiting jobs that others can see: of two that each see one of two awaited
    /// jobs at its end, neither would release the job that waits for both.
    static let lock = Statement("wait_lock", "SELECT pg_advisory_xact_lock(7105000003)")

    static let pending = Statement("wait_pending", "SELECT EXISTS (SELECT 1 FROM wait_events)")

    /// Turns ends into the jobs that wait for them.
    static let spread = Statement(
        "wait_spread",
        """
        WITH e AS (
            DELETE FROM wait_events WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM wait_events WHERE ended LIMIT $1 FOR UPDATE SKIP LOCKED))
            RETURNING job_id
        )
        INSERT INTO wait_events (job_id, ended)
        SELECT DISTINCT job_id, false FROM job_waits WHERE awaited = ANY(ARRAY(SELECT job_id FROM e))
        """)

    /// Takes waiting jobs to look at.
    static let take = Statement(
        "wait_take",
        """
        DELETE FROM wait_events WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM wait_events WHERE NOT ended LIMIT $1 FOR UPDATE SKIP LOCKED))
        RETURNING job_id
        """)

    /// Those of $1 that nobody else is about to change; the others are put back. So the transaction never waits for
    /// another one while it has the lock.
    static let own = Statement(
        "wait_own",
        """
        WITH o AS MATERIALIZED (
            SELECT job_id FROM job_scheduled WHERE job_id = ANY($1::uuid[]) AND waiting FOR UPDATE SKIP LOCKED
        ), p AS (
            INSERT INTO wait_events (job_id, ended)
            SELECT job_id, false FROM job_scheduled
            WHERE job_id = ANY($1::uuid[]) AND waiting AND job_id <> ALL(ARRAY(SELECT job_id FROM o))
        )
        SELECT job_id FROM o
        """)

    /// Sees to it that the ends of what jobs $1 wait for will be entered: from now on, since the rows stay locked
    /// until the transaction has ended. A row that somebody else has locked is left to the next look.
    static let mark = Statement(
        "wait_mark",
        """
        WITH t AS MATERIALIZED (
            SELECT DISTINCT awaited FROM job_waits
            WHERE job_id = ANY($1::uuid[]) AND awaited IS NOT NULL AND name IS NULL
        ), \(marking("job_ready", "r")), \(marking("job_scheduled", "s")), \(marking("job_running", "h"))
        SELECT count(*) FROM t
        """)

    private static func marking(_ table: String, _ name: String) -> String {
        """
        \(name) AS (
            UPDATE \(table) SET declared = true WHERE job_id = ANY(ARRAY(
                SELECT job_id FROM \(table) WHERE job_id = ANY(ARRAY(SELECT awaited FROM t)) AND NOT declared
                FOR UPDATE SKIP LOCKED))
        )
        """
    }

    /// Whether anybody waits for one of these Jobs.
    static let isAwaited = Statement(
        "wait_is_awaited",
        """
        SELECT EXISTS (SELECT 1 FROM unnest($1::text[], $2::text[]) AS t(namespace, name) CROSS JOIN LATERAL (
            SELECT 1 FROM job_waits w WHERE w.namespace = t.namespace AND w.name = t.name LIMIT 1) w)
        """)

    /// A new run of a Job is what those who wait for the Job wait for.
    static let attach = Statement(
        "wait_attach",
        """
        WITH t AS (
            SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[]) AS t(namespace, name, job_id)
        )
        UPDATE job_waits w SET awaited = t.job_id FROM t WHERE w.namespace = t.namespace AND w.name = t.name
        """)

    /// Looks at the waiting jobs $1: releases those whose waits are over, dead-letters those that depend on a dead
    /// letter, and lets the others wait for what is newest. Answers with those that wait no longer.
    ///
    /// Waits for a certain job go when they are met, since its rows may go, too. Waits for a Job's newest run stay
    /// until the release: a newer run counts until then. Those of dead letters stay for a retry.
    static let resolve = Statement(
        "wait_resolve",
        """
        WITH \(verdicts), x AS MATERIALIZED (
            SELECT i.id AS job_id, COALESCE(bool_or(v.verdict = 'failed'), false) AS failed,
                   COALESCE(bool_or(v.verdict = 'waits'), false) AS waits,
                   (array_agg(v.target ORDER BY v.id) FILTER (
                       WHERE v.verdict = 'waits' AND v.target IS NOT NULL))[1] AS first,
                   (array_agg(v.message ORDER BY v.id) FILTER (WHERE v.verdict = 'failed'))[1] AS message
            FROM unnest($1::uuid[]) AS i(id) LEFT JOIN v ON v.job_id = i.id GROUP BY i.id
        ), gone AS (
            DELETE FROM job_scheduled
            WHERE waiting AND job_id = ANY(ARRAY(SELECT job_id FROM x WHERE failed))
            RETURNING job_id, queue_name, rank, retry_count, attempt, declared, concurrency_key
        ), dead AS (
            SELECT g.*, NULL::bigint AS lease_epoch, NULL::uuid AS worker_id, NULL::timestamptz AS started_at,
                   x.message AS error, 'DEPENDENCY_FAILED'::text AS reason
            FROM gone g JOIN x ON x.job_id = g.job_id
        ), \(EndSQL.deadLetter("dead")), \(releases), \(bookkeeping)
        SELECT job_id, queue_name, rank, concurrency_key, 'ready' FROM r
        UNION ALL SELECT job_id, queue_name, rank, concurrency_key, 'dead' FROM gone
        UNION ALL SELECT job_id, queue_name, rank, concurrency_key, 'later' FROM l
        """)

    /// `v`: every wait of jobs $1 with the job that counts (`target`) and what it says.
    private static let verdicts = """
        w AS MATERIALIZED (
            SELECT w.id, w.job_id, w.awaited, w.namespace, w.name, w.needs_success, n.state AS newest_state,
                   COALESCE(n.job_id, w.awaited) AS target
            FROM job_waits w LEFT JOIN LATERAL (
                SELECT l.job_id, l.state FROM ledger l WHERE l.namespace = w.namespace AND l.name = w.name
                ORDER BY l.declared_at DESC, l.job_id DESC LIMIT 1
            ) n ON true
            WHERE w.job_id = ANY($1::uuid[])
        ), a AS MATERIALIZED (
            SELECT w.*, p.declared AS marked, COALESCE(d.status, w.newest_state) AS state, d.reason, d.error_message
            FROM w LEFT JOIN LATERAL (
                SELECT declared FROM job_ready t WHERE t.job_id = w.target UNION ALL
                SELECT declared FROM job_scheduled t WHERE t.job_id = w.target UNION ALL
                SELECT declared FROM job_running t WHERE t.job_id = w.target LIMIT 1
            ) p ON true LEFT JOIN LATERAL (
                SELECT status, reason, error_message FROM job_done t WHERE t.job_id = w.target LIMIT 1
            ) d ON true
        ), v AS MATERIALIZED (
            SELECT id, job_id, awaited, name, target, marked,
                   CASE WHEN target IS NULL OR marked IS NOT NULL THEN 'waits'
                        WHEN NOT needs_success OR state = 'DONE' THEN 'met' ELSE 'failed' END AS verdict,
                   'it depends on '
                       || CASE WHEN name IS NULL THEN 'job ' || target
                               ELSE 'Job/' || CASE namespace WHEN 'default' THEN '' ELSE namespace || '/' END || name
                                    || ' (job ' || target || ')' END
                       || ', which ' || CASE WHEN state IS NULL THEN 'does not exist any more'
                                             ELSE 'was dead-lettered' || COALESCE(' (' || reason || ')', '')
                                                  || COALESCE(': ' || left(error_message, 1000), '') END AS message
            FROM a
        )
        """

    /// The time to live begins when nothing but a worker is waited for.
    private static let releases = """
        free AS (
            DELETE FROM job_scheduled
            WHERE waiting AND not_before <= now()
                AND job_id = ANY(ARRAY(SELECT job_id FROM x WHERE NOT failed AND NOT waits))
            RETURNING job_id, queue_name, rank, retry_count, attempt, declared, last_error, concurrency_key
        ), r AS (
            INSERT INTO job_ready (job_id, queue_name, rank, retry_count, attempt, declared, expires_at, last_error,
                                   concurrency_key)
            SELECT job_id, queue_name, rank, retry_count, attempt, declared,
                   now() + (SELECT j.ttl_seconds FROM jobs j WHERE j.job_id = free.job_id) * interval '1 second',
                   last_error, concurrency_key
            FROM free RETURNING job_id, queue_name, rank, concurrency_key
        ), l AS (
            UPDATE job_scheduled s
            SET waiting = false, waits_for = NULL, reason = NULL,
                expires_at = s.not_before + (SELECT j.ttl_seconds FROM jobs j WHERE j.job_id = s.job_id)
                             * interval '1 second'
            WHERE s.waiting AND s.not_before > now()
                AND s.job_id = ANY(ARRAY(SELECT job_id FROM x WHERE NOT failed AND NOT waits))
            RETURNING job_id, queue_name, rank, concurrency_key
        )
        """

    private static let bookkeeping = """
        still AS (
            UPDATE job_scheduled s SET waits_for = x.first FROM x
            WHERE s.job_id = ANY(ARRAY(SELECT job_id FROM x WHERE waits AND NOT failed)) AND s.waiting
                AND x.job_id = s.job_id AND s.waits_for IS DISTINCT FROM x.first
        ), over AS (
            DELETE FROM job_waits WHERE id = ANY(ARRAY(
                SELECT v.id FROM v JOIN x ON x.job_id = v.job_id
                WHERE NOT x.failed AND (NOT x.waits OR v.verdict = 'met' AND v.name IS NULL)))
        ), turned AS (
            UPDATE job_waits t SET awaited = v.target FROM v
            WHERE t.id = ANY(ARRAY(SELECT id FROM v WHERE verdict = 'waits' AND target IS DISTINCT FROM awaited))
                AND v.id = t.id
        ), again AS (
            INSERT INTO wait_events (job_id, ended)
            SELECT DISTINCT job_id, false FROM v WHERE verdict = 'waits' AND NOT marked
        ), ev AS (
            INSERT INTO job_events (job_id, from_status, to_status, attempt, reason)
            SELECT job_id, 'PENDING', 'DEAD_LETTERED', attempt, reason FROM dead
        ), counted AS (
            INSERT INTO queue_deltas (queue_name, ready, scheduled, dead_lettered)
            SELECT queue_name, sum(ready), -count(*), sum(1 - ready)
            FROM (SELECT queue_name, 1 AS ready FROM free UNION ALL SELECT queue_name, 0 FROM gone) c
            GROUP BY queue_name
        )
        """

    /// Dead letters that wait no more leave their waits for a retry; here are removed those of jobs that are gone,
    /// and of those that got past their waits. And, should an end not have been entered, it is now.
    static let sweep = Statement(
        "wait_sweep",
        """
        WITH p AS MATERIALIZED (
            SELECT w.id, w.job_id, w.awaited, s.waiting,
                   EXISTS (SELECT 1 FROM job_done d WHERE d.job_id = w.job_id) AS ended
            FROM (SELECT * FROM job_waits WHERE id > $1 ORDER BY id LIMIT $2) w
            LEFT JOIN job_scheduled s ON s.job_id = w.job_id
        ), g AS (
            DELETE FROM job_waits WHERE id = ANY(ARRAY(SELECT id FROM p WHERE waiting IS NOT TRUE AND NOT ended))
        ), e AS (
            INSERT INTO wait_events (job_id, ended)
            SELECT DISTINCT p.job_id, false FROM p
            WHERE p.waiting AND p.awaited IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM job_ready t WHERE t.job_id = p.awaited)
                AND NOT EXISTS (SELECT 1 FROM job_scheduled t WHERE t.job_id = p.awaited)
                AND NOT EXISTS (SELECT 1 FROM job_running t WHERE t.job_id = p.awaited)
        )
        SELECT max(id) FROM p HAVING count(*) = $2
        """)
}
