-- What somebody changed by hand for a while. It lies beside the row of `queues`, which stays as it is declared, and
-- counts until `expires_at` by this database's clock: nobody has to take it back.
CREATE TABLE queue_overrides (
    queue_name text NOT NULL,
    field      text NOT NULL CHECK (field IN ('paused', 'concurrency.limit', 'concurrency.perKey', 'rateLimit.limit',
                                              'rateLimit.period')),
    -- As it was given: true, 10, "1s"; null takes a limit away.
    value      json NOT NULL,
    -- The same as the row of `queues` would hold it: a number, milliseconds, 0 or 1; NULL is no limit.
    amount     bigint,
    actor      text NOT NULL,
    reason     text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (queue_name, field)
);
CREATE INDEX queue_overrides_end ON queue_overrides (expires_at);

-- Every override that has ended, and how.
CREATE TABLE queue_override_log (
    id         bigserial PRIMARY KEY,
    queue_name text NOT NULL,
    field      text NOT NULL,
    value      json NOT NULL,
    actor      text NOT NULL,
    reason     text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz NOT NULL DEFAULT now(),
    how        text NOT NULL CHECK (how IN ('expired', 'cleared', 'replaced', 'queue deleted')),
    -- Who cleared or replaced it; NULL when nobody did.
    ended_by   text
);
CREATE INDEX queue_override_log_queue ON queue_override_log (queue_name, id DESC);

-- Servers and controllers follow the version.
CREATE TRIGGER overrides_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON queue_overrides
    FOR EACH STATEMENT EXECUTE FUNCTION bump_declaration_version();

-- A queue that is made anew under the same name begins as it is declared.
CREATE FUNCTION end_overrides_of_queues() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM queue_overrides o JOIN gone g ON g.name = o.queue_name) THEN
        WITH ended AS (
            DELETE FROM queue_overrides o USING gone g WHERE o.queue_name = g.name RETURNING o.*
        )
        INSERT INTO queue_override_log (queue_name, field, value, actor, reason, created_at, expires_at, how)
        SELECT queue_name, field, value, actor, reason, created_at, expires_at,
               CASE WHEN expires_at <= now() THEN 'expired' ELSE 'queue deleted' END
        FROM ended;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER queues_gone AFTER DELETE ON queues
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION end_overrides_of_queues();

-- What holds jobs of a queue back now: its row, with the overrides that have not ended laid over it.
CREATE OR REPLACE VIEW queue_gates AS
SELECT e.queue_name, e.paused, e.concurrency_limit, e.concurrency_per_key, e.rate_limit,
       CASE WHEN e.rate_limit IS NOT NULL THEN COALESCE(e.rate_period_ms, 1000) END AS rate_period_ms,
       (e.paused OR e.concurrency_limit IS NOT NULL OR e.concurrency_per_key IS NOT NULL OR e.rate_limit IS NOT NULL)
           AS gated
FROM (
    SELECT q.name AS queue_name,
           CASE WHEN o.fields @> '{paused}' THEN o.paused ELSE q.paused END AS paused,
           CASE WHEN o.fields @> '{concurrency.limit}' THEN o.concurrency_limit ELSE q.concurrency_limit END
               AS concurrency_limit,
           CASE WHEN o.fields @> '{concurrency.perKey}' THEN o.concurrency_per_key ELSE q.concurrency_per_key END
               AS concurrency_per_key,
           CASE WHEN o.fields @> '{rateLimit.limit}' THEN o.rate_limit ELSE q.rate_limit END AS rate_limit,
           CASE WHEN o.fields @> '{rateLimit.period}' THEN o.rate_period_ms ELSE q.rate_period_ms END
               AS rate_period_ms
    FROM queues q
    CROSS JOIN LATERAL (
        SELECT array_agg(v.field) AS fields,
               COALESCE(bool_or(v.amount <> 0) FILTER (WHERE v.field = 'paused'), false) AS paused,
               (max(v.amount) FILTER (WHERE v.field = 'concurrency.limit'))::integer AS concurrency_limit,
               (max(v.amount) FILTER (WHERE v.field = 'concurrency.perKey'))::integer AS concurrency_per_key,
               (max(v.amount) FILTER (WHERE v.field = 'rateLimit.limit'))::integer AS rate_limit,
               max(v.amount) FILTER (WHERE v.field = 'rateLimit.period') AS rate_period_ms
        FROM queue_overrides v WHERE v.queue_name = q.name AND v.expires_at > now()
    ) o
) e;
