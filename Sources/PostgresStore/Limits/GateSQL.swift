import Postgres

enum GateSQL {
    /// Slots are counted by plain index scans, until the transaction ends. A bitmap scan reads the rows of ended jobs
    /// again each time, up to the next vacuum, and once more for each key; a plain scan marks their index entries as
    /// dead, so that it reads them once.
    private static let plainScans = "set_config('enable_bitmapscan', 'off', true)"
    /// To be run in the same transaction before whatever else counts slots.
    static let count = Statement("gate_count", "SELECT \(plainScans)")

    /// One lock per queue, in one order for all, and none twice. Held until the claim has committed, so that who
    /// comes next counts what this one took.
    static let lock = Statement(
        "gate_lock",
        """
        SELECT pg_advisory_xact_lock(27249, h), \(plainScans)
        FROM (SELECT DISTINCT hashtext(q) AS h FROM unnest($1::text[]) AS q ORDER BY 1 OFFSET 0) s
        """)

    /// Microseconds since 1970. Not `now()`: the transaction may have begun long before it got the lock.
    private static let clock = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
    private static let held =
        "(SELECT count(*) FROM job_running r WHERE r.queue_name = q.name AND r.gated)"
    /// Starts in hundredths that have a part in the last period. Those from the far future are of a clock that was
    /// set back since.
    private static let window = """
        w.queue_name = q.name AND w.ends_at > t.now - v.rate_period_ms * 1000
            AND w.ends_at <= t.now + 2 * v.rate_period_ms * 1000
        """

    /// Admits the wanted jobs in the given order as far as limits allow. `g`: the queues that let something through,
    /// with their room (NULL: without limit). `f`: whether all of them fit, which is the rule, since servers know
    /// their gates; then nothing has to be put in order, and what follows up to `a` is not computed. `w`: the wanted
    /// jobs that still wait. `k`: whether a job's key is full. `a`: the admitted. The window is looked at before the jobs
    /// are taken and written down after, so that no span between them is shorter than the period. Answers with the taken jobs and
    /// with the refused ones, whose epoch is NULL and whose priority is 1 when their key was full.
    static let claim = Statement(
        "claim_gated",
        """
        WITH t AS MATERIALIZED (SELECT \(clock) AS now
        ), g AS MATERIALIZED (
            SELECT q.name, v.concurrency_per_key AS per_key, v.rate_period_ms * 1000 AS period,
                   LEAST(CASE WHEN v.concurrency_limit IS NOT NULL THEN v.concurrency_limit - \(held) END,
                         CASE WHEN v.rate_limit IS NOT NULL THEN v.rate_limit - (
                             SELECT COALESCE(sum(w.starts), 0) FROM rate_windows w WHERE \(window)) END) AS room
            FROM t CROSS JOIN unnest($3::text[]) AS q(name)
            CROSS JOIN LATERAL (SELECT * FROM queue_gates x WHERE x.queue_name = q.name LIMIT 1) v
            CROSS JOIN LATERAL (SELECT FROM gates_in_force f WHERE f.queue_name = q.name LIMIT 1) f
            WHERE NOT v.paused
        ), d AS MATERIALIZED (
            SELECT queue_name, concurrency_key, count(*) AS wanted
            FROM job_ready WHERE job_id = ANY($1::uuid[]) GROUP BY queue_name, concurrency_key
        ), f AS MATERIALIZED (
            SELECT COALESCE(bool_and(x.fits), true) AS fits FROM (
                SELECT sum(d.wanted) <= COALESCE(min(g.room), sum(d.wanted)) AND bool_and(
                           CASE WHEN g.name IS NULL THEN false
                                WHEN g.per_key IS NULL OR d.concurrency_key IS NULL THEN true
                                ELSE d.wanted <= g.per_key - (
                                    SELECT count(*) FROM job_running r
                                    WHERE r.queue_name = d.queue_name AND r.gated
                                        AND r.concurrency_key = d.concurrency_key) END) AS fits
                FROM d LEFT JOIN g ON g.name = d.queue_name GROUP BY d.queue_name
            ) x
        ), w AS MATERIALIZED (
            SELECT u.place, y.job_id, y.queue_name, y.concurrency_key
            FROM unnest($1::uuid[]) WITH ORDINALITY AS u(job, place)
            CROSS JOIN LATERAL (
                SELECT job_id, queue_name, concurrency_key FROM job_ready WHERE job_ready.job_id = u.job LIMIT 1
            ) y
        ), k AS MATERIALIZED (
            SELECT y.job_id, y.queue_name, y.place, y.room,
                   COALESCE(y.key_place > y.per_key - max(y.held) OVER (PARTITION BY y.queue_name, y.concurrency_key),
                            false) AS key_full
            FROM (
                SELECT x.*, CASE WHEN x.key_place = 1 AND x.per_key IS NOT NULL AND x.concurrency_key IS NOT NULL THEN (
                           SELECT count(*) FROM job_running r
                           WHERE r.queue_name = x.queue_name AND r.gated AND r.concurrency_key = x.concurrency_key
                       ) END AS held
                FROM (
                    SELECT w.*, g.room, g.per_key,
                           row_number() OVER (PARTITION BY w.queue_name, w.concurrency_key ORDER BY w.place) AS key_place
                    FROM w JOIN g ON g.name = w.queue_name
                ) x OFFSET 0
            ) y
        ), a AS MATERIALIZED (
            SELECT y.job_id FROM (
                SELECT k.job_id, k.room, row_number() OVER (PARTITION BY k.queue_name ORDER BY k.place) AS place
                FROM k WHERE NOT k.key_full
            ) y WHERE y.room IS NULL OR y.place <= y.room
        ), \(ClaimSQL.taking(admitted, gated: true)), s AS (
            INSERT INTO rate_windows (queue_name, ends_at, starts)
            SELECT g.name, (\(clock) / ((g.period + 99) / 100) + 1) * ((g.period + 99) / 100), x.starts
            FROM (SELECT queue_name, count(*)::integer AS starts FROM r GROUP BY queue_name) x
            JOIN g ON g.name = x.queue_name
            WHERE g.period IS NOT NULL
            ON CONFLICT (queue_name, ends_at) DO UPDATE SET starts = rate_windows.starts + EXCLUDED.starts
        ), o AS (
            DELETE FROM rate_windows w USING g CROSS JOIN t
            WHERE w.queue_name = g.name
                AND (w.ends_at <= t.now - g.period OR w.ends_at > t.now + 2 * g.period)
        )
        \(ClaimSQL.taken)
        UNION ALL
        SELECT w.job_id, NULL, NULL,
               (COALESCE((w.job_id IN (SELECT k.job_id FROM k WHERE k.key_full)), false))::integer::smallint,
               NULL, NULL, NULL, NULL, NULL, NULL, NULL
        FROM w WHERE NOT (SELECT f.fits FROM f) AND (w.job_id IN (SELECT a.job_id FROM a)) IS NOT TRUE
        """)

    private static let admitted =
        "job_id = ANY(CASE WHEN (SELECT f.fits FROM f) THEN $1::uuid[] ELSE ARRAY(SELECT a.job_id FROM a) END)"

    static let state = Statement(
        "gate_state",
        """
        SELECT q.name, COALESCE(v.gated, false), f.queue_name IS NOT NULL, COALESCE(v.paused, false),
               v.concurrency_limit, CASE WHEN v.concurrency_limit IS NOT NULL THEN \(held) END,
               v.concurrency_per_key,
               CASE WHEN v.rate_limit IS NOT NULL THEN v.rate_limit - (
                   SELECT COALESCE(sum(w.starts), 0) FROM rate_windows w WHERE \(window)) END,
               CASE WHEN v.rate_limit IS NOT NULL THEN v.rate_period_ms * 1000 - t.now + (
                   SELECT min(w.ends_at) FROM rate_windows w WHERE \(window)) END
        FROM unnest($1::text[]) AS q(name) CROSS JOIN (SELECT \(clock) AS now OFFSET 0) t
        LEFT JOIN LATERAL (SELECT * FROM queue_gates x WHERE x.queue_name = q.name LIMIT 1) v ON true
        LEFT JOIN LATERAL (SELECT * FROM gates_in_force x WHERE x.queue_name = q.name LIMIT 1) f ON true
        """)
    static let rates = Statement(
        "gate_rates",
        "SELECT queue_name, rate_limit, rate_period_ms FROM queue_gates WHERE rate_limit IS NOT NULL")
    static let keys = Statement(
        "gate_keys",
        """
        SELECT x.queue, x.key, (
            SELECT count(*) FROM job_running r
            WHERE r.queue_name = x.queue AND r.gated AND r.concurrency_key = x.key)
        FROM unnest($1::text[], $2::text[]) AS x(queue, key)
        """)

    /// Gives up before anybody's deadlock is looked for, and before claims have waited long behind it.
    static let hurry = Statement("gate_hurry", "SELECT set_config('lock_timeout', '500ms', true)")
    static let barrier = Statement("gate_barrier", "LOCK TABLE claim_barrier IN EXCLUSIVE MODE")
    /// In the order in which reports lock their rows.
    static let gather = Statement(
        "gate_gather",
        """
        SELECT job_id FROM job_running WHERE queue_name = ANY($1::text[]) AND NOT gated ORDER BY job_id FOR UPDATE
        """)
    static let adopt = Statement(
        "gate_adopt",
        "UPDATE job_running SET gated = true WHERE queue_name = ANY($1::text[]) AND NOT gated")
    static let enforce = Statement(
        "gate_enforce",
        """
        INSERT INTO gates_in_force (queue_name)
        SELECT queue_name FROM queue_gates WHERE queue_name = ANY($1::text[]) AND gated
        ON CONFLICT DO NOTHING
        """)
    static let retire = Statement(
        "gate_retire",
        """
        DELETE FROM gates_in_force f WHERE f.queue_name = ANY($1::text[])
            AND (SELECT g.gated FROM queue_gates g WHERE g.queue_name = f.queue_name LIMIT 1) IS NOT TRUE
        """)
}
