import Postgres

/// Reading and writing of overrides.
enum OverrideSQL {
    private static let object = """
        json_build_object('field', o.field, 'value', o.value, 'actor', o.actor, 'reason', o.reason,
            'created', (extract(epoch FROM o.created_at) * 1000000)::bigint,
            'expires', (extract(epoch FROM o.expires_at) * 1000000)::bigint)
        """

    /// A column for statements about `queues`: the overrides in force of the row's queue, as JSON; NULL for none.
    static let ofQueue = """
        (SELECT json_agg(\(object) ORDER BY o.field)::text
         FROM queue_overrides o WHERE o.queue_name = name AND o.expires_at > now())
        """

    /// Keeps the queue from being deleted meanwhile.
    static let queue = Statement(
        "override_queue", "SELECT \(QueueRecord.columns) FROM queues WHERE name = $1 FOR KEY SHARE")

    private static let log = "queue_name, field, value, actor, reason, created_at, expires_at"

    /// Remembers what is there and will be replaced ($2: its fields, $3: by whom).
    static let replace = Statement(
        "override_replace",
        """
        INSERT INTO queue_override_log (\(log), how, ended_by)
        SELECT \(log), CASE WHEN expires_at <= now() THEN 'expired' ELSE 'replaced' END,
               CASE WHEN expires_at > now() THEN $3 END
        FROM queue_overrides WHERE queue_name = $1 AND field = ANY($2::text[])
        """)
    static let set = Statement(
        "override_set",
        """
        INSERT INTO queue_overrides (queue_name, field, value, amount, actor, reason, expires_at)
        SELECT $1, t.field, t.value::json, t.amount, $5, $6, now() + $7::bigint * interval '1 millisecond'
        FROM unnest($2::text[], $3::text[], $4::bigint[]) AS t(field, value, amount)
        ON CONFLICT (queue_name, field) DO UPDATE SET
            value = EXCLUDED.value, amount = EXCLUDED.amount, actor = EXCLUDED.actor, reason = EXCLUDED.reason,
            created_at = EXCLUDED.created_at, expires_at = EXCLUDED.expires_at
        """)
    /// Fields $2, or all when the list is empty.
    static let clear = Statement(
        "override_clear",
        """
        WITH ended AS (
            DELETE FROM queue_overrides
            WHERE queue_name = $1 AND (cardinality($2::text[]) = 0 OR field = ANY($2::text[])) RETURNING *
        )
        INSERT INTO queue_override_log (\(log), how, ended_by)
        SELECT \(log), CASE WHEN expires_at <= now() THEN 'expired' ELSE 'cleared' END,
               CASE WHEN expires_at > now() THEN $3 END
        FROM ended
        """)

    static let due = Statement(
        "override_due", "SELECT EXISTS (SELECT 1 FROM queue_overrides WHERE expires_at <= now())")
    static let expire = Statement(
        "override_expire",
        """
        WITH ended AS (
            DELETE FROM queue_overrides WHERE (queue_name, field) IN (
                SELECT queue_name, field FROM queue_overrides WHERE expires_at <= now()
                ORDER BY expires_at LIMIT 1000 FOR UPDATE SKIP LOCKED)
            RETURNING *
        ), logged AS (
            INSERT INTO queue_override_log (\(log), how) SELECT \(log), 'expired' FROM ended
        )
        SELECT queue_name, field FROM ended ORDER BY queue_name, field
        """)
}
