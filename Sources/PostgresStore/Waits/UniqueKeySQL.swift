import Postgres

/// Who has which unique key. Decided with locks first, and then with a fresh look.
enum UniqueKeySQL {
    /// One lock stands for many keys, so that no batch takes more than 128. Always in the same order.
    private static func locks(_ pairs: String) -> String {
        """
        SELECT pg_advisory_xact_lock(71050004, b) FROM (
            SELECT DISTINCT (hashtext(queue) # hashtext(key)) & 127 AS b FROM \(pairs) AS k(queue, key) ORDER BY 1) o
        """
    }

    static let lock = Statement("unique_lock", locks("unnest($1::text[], $2::text[])"))
    static let lockAll = Statement(
        "unique_lock_all", "SELECT pg_advisory_xact_lock(71050004, b) FROM generate_series(0, 127) AS b")
    /// Of the jobs $1.
    static let lockOf = Statement(
        "unique_lock_of",
        locks(
            """
            (SELECT queue_name, unique_key FROM jobs
             WHERE job_id = ANY($1::uuid[]) AND unique_key IS NOT NULL)
            """))

    /// A job has its key while it is somewhere but at its end, and until the period is over.
    static func isHeld(_ row: String) -> String {
        """
        (COALESCE(\(row).expires_at > now(), false)
            OR EXISTS (SELECT 1 FROM job_ready t WHERE t.job_id = \(row).job_id)
            OR EXISTS (SELECT 1 FROM job_scheduled t WHERE t.job_id = \(row).job_id)
            OR EXISTS (SELECT 1 FROM job_running t WHERE t.job_id = \(row).job_id))
        """
    }

    /// Gives free keys to the first of the jobs that ask for them; answers with the others, and who has their keys.
    /// Jobs that exist already, and those of missing queues, ask for none.
    static let acquire = Statement(
        "unique_acquire",
        """
        WITH k AS MATERIALIZED (
            SELECT t.*, u.job_id AS holder
            FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[]) WITH ORDINALITY
                AS t(id, queue, key, period, n)
            JOIN queues q ON q.name = t.queue AND NOT q.draining
            LEFT JOIN LATERAL (
                SELECT job_id FROM unique_keys u
                WHERE u.queue_name = t.queue AND u.unique_key = t.key AND \(isHeld("u")) LIMIT 1
            ) u ON true
            WHERE (SELECT true FROM jobs j WHERE j.job_id = t.id LIMIT 1) IS NULL
        ), f AS (
            SELECT DISTINCT ON (queue, key) id, queue, key, period FROM k WHERE holder IS NULL ORDER BY queue, key, n
        ), i AS (
            INSERT INTO unique_keys (queue_name, unique_key, job_id, accepted_at, expires_at)
            SELECT queue, key, id, now(), now() + period * interval '1 millisecond' FROM f
            ON CONFLICT (queue_name, unique_key) DO UPDATE
            SET job_id = EXCLUDED.job_id, accepted_at = EXCLUDED.accepted_at, expires_at = EXCLUDED.expires_at
        )
        SELECT k.id, COALESCE(k.holder, f.id) FROM k LEFT JOIN f ON f.queue = k.queue AND f.key = k.key
        WHERE k.holder IS NOT NULL OR f.id <> k.id
        """)

    /// Who has these keys now, and until when at least (microseconds since 1970).
    static let holders = Statement(
        "unique_holders",
        """
        SELECT u.queue_name, u.unique_key, u.job_id, u.expires_at, now()
        FROM unnest($1::text[], $2::text[]) AS t(queue, key) CROSS JOIN LATERAL (
            SELECT * FROM unique_keys u
            WHERE u.queue_name = t.queue AND u.unique_key = t.key AND \(isHeld("u")) LIMIT 1) u
        """)

    /// Gives each key to its job, whoever had it.
    static let give = Statement(
        "unique_give",
        """
        INSERT INTO unique_keys (queue_name, unique_key, job_id, accepted_at, expires_at)
        SELECT t.queue, t.key, t.id, now(), now() + t.period * interval '1 millisecond'
        FROM unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[]) AS t(queue, key, id, period)
        ON CONFLICT (queue_name, unique_key) DO UPDATE
        SET job_id = EXCLUDED.job_id, accepted_at = EXCLUDED.accepted_at, expires_at = EXCLUDED.expires_at
        """)

    /// The keys go with the jobs that move from queue $1 to $2; where one is held there, it stays as it is there, and
    /// the job that moves goes without.
    static let move = Statement(
        "unique_move",
        """
        WITH m AS (
            DELETE FROM unique_keys WHERE queue_name = $1 RETURNING *
        )
        INSERT INTO unique_keys AS u (queue_name, unique_key, job_id, accepted_at, expires_at)
        SELECT $2, unique_key, job_id, accepted_at, expires_at FROM m
        ON CONFLICT (queue_name, unique_key) DO UPDATE
        SET job_id = EXCLUDED.job_id, accepted_at = EXCLUDED.accepted_at, expires_at = EXCLUDED.expires_at
        WHERE NOT \(isHeld("u"))
        """)

    /// Removes rows that hold nothing, from a page of the table. A row that was taken meanwhile is another one.
    static let clean = Statement(
        "unique_clean",
        """
        WITH p AS MATERIALIZED (
            SELECT * FROM unique_keys WHERE (queue_name, unique_key) > ($1, $2)
            ORDER BY queue_name, unique_key LIMIT $3
        ), g AS (
            DELETE FROM unique_keys u USING p
            WHERE u.queue_name = p.queue_name AND u.unique_key = p.unique_key AND u.job_id = p.job_id
                AND u.accepted_at = p.accepted_at AND NOT \(isHeld("p"))
        )
        SELECT queue_name, unique_key, count(*) OVER () FROM p ORDER BY queue_name DESC, unique_key DESC LIMIT 1
        """)
}
