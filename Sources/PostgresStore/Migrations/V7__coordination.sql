-- Who does what only one should do. The epoch counts changes of hands. It saves work and carries no correctness:
-- every statement of a holder guards the rows that it moves.
CREATE TABLE leases (
    name       text PRIMARY KEY,
    holder     uuid NOT NULL,
    epoch      bigint NOT NULL DEFAULT 1,
    expires_at timestamptz NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE servers (
    server_id  uuid PRIMARY KEY,
    hostname   text NOT NULL,
    version    text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    last_seen  timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

-- Job counts per queue: every transition appends what it changed, the leader adds the rows up.
CREATE TABLE queue_deltas (
    queue_name    text NOT NULL,
    ready         bigint NOT NULL DEFAULT 0,
    scheduled     bigint NOT NULL DEFAULT 0,
    done          bigint NOT NULL DEFAULT 0,
    dead_lettered bigint NOT NULL DEFAULT 0
) WITH (vacuum_truncate = off, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

CREATE TABLE queue_totals (
    queue_name    text PRIMARY KEY,
    ready         bigint NOT NULL DEFAULT 0,
    scheduled     bigint NOT NULL DEFAULT 0,
    done          bigint NOT NULL DEFAULT 0,
    dead_lettered bigint NOT NULL DEFAULT 0,
    -- For the finish rate: `done` at two earlier moments, half a minute apart.
    sampled_done  bigint NOT NULL DEFAULT 0,
    sampled_at    timestamptz NOT NULL DEFAULT now(),
    earlier_done  bigint NOT NULL DEFAULT 0,
    earlier_at    timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50, vacuum_truncate = off, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

CREATE VIEW queue_counts AS
SELECT q.name AS queue_name,
       COALESCE(t.ready, 0) + COALESCE(d.ready, 0) AS ready,
       COALESCE(t.scheduled, 0) + COALESCE(d.scheduled, 0) AS scheduled,
       COALESCE(t.done, 0) + COALESCE(d.done, 0) AS done,
       COALESCE(t.dead_lettered, 0) + COALESCE(d.dead_lettered, 0) AS dead_lettered,
       COALESCE(r.assigned, 0) AS assigned, COALESCE(r.running, 0) AS running,
       COALESCE(GREATEST(t.done + COALESCE(d.done, 0) - t.earlier_done, 0)
           / GREATEST(EXTRACT(EPOCH FROM now() - t.earlier_at), 1), 0)::double precision AS finish_rate
FROM queues q
LEFT JOIN queue_totals t ON t.queue_name = q.name
LEFT JOIN (SELECT queue_name, sum(ready)::bigint AS ready, sum(scheduled)::bigint AS scheduled,
                  sum(done)::bigint AS done, sum(dead_lettered)::bigint AS dead_lettered
           FROM queue_deltas GROUP BY queue_name) d ON d.queue_name = q.name
LEFT JOIN (SELECT queue_name, count(*) FILTER (WHERE started_at IS NULL) AS assigned,
                  count(started_at) AS running
           FROM job_running GROUP BY queue_name) r ON r.queue_name = q.name;
