-- The state of a job is the table that it is in: `jobs` never changes after the insert, the narrow tables beside
-- it say where the job stands. The view `job_status` puts them together again.
CREATE TYPE job_state AS ENUM ('PENDING', 'ASSIGNED', 'RUNNING', 'DONE', 'FAILED', 'DEAD_LETTERED');

-- No foreign keys to queues and workers: their row locks on hot parents cost more than the whole transition.
--
-- Where another index has the job id too, the primary key is made last: of two indexes that seem equally dear the
-- planner takes the younger one. For a table that was empty when it was vacuumed all seem equal, and by the other
-- index each id would be looked for in all of it (1 s for 1000 ids instead of 5 ms).
CREATE TABLE jobs (
    job_id          uuid NOT NULL,
    queue_name      text NOT NULL,
    payload         bytea NOT NULL,
    priority        smallint NOT NULL CHECK (priority BETWEEN 0 AND 9),
    max_retries     integer NOT NULL CHECK (max_retries >= 0),
    timeout_ms      bigint CHECK (timeout_ms > 0),
    ttl_seconds     bigint CHECK (ttl_seconds > 0),
    backoff_base_ms bigint,
    backoff_max_ms  bigint,
    backoff_jitter  double precision,
    queue_generation bigint NOT NULL DEFAULT 0,
    -- The Job resource that declared it ("team-a/migrate") and the content that it runs; NULL for submitted jobs.
    resource        text,
    run_key         bytea,
    created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX jobs_queue ON jobs (queue_name, job_id);
ALTER TABLE jobs ADD PRIMARY KEY (job_id);

-- Due, waiting for a worker. `rank` is 9 - priority, so that the index order is the claim order.
CREATE TABLE job_ready (
    job_id      uuid NOT NULL,
    queue_name  text NOT NULL,
    rank        smallint NOT NULL,
    retry_count integer NOT NULL DEFAULT 0,
    attempt     integer NOT NULL DEFAULT 0,
    declared    boolean NOT NULL DEFAULT false,
    expires_at  timestamptz,
    last_error  text
);
CREATE INDEX job_ready_order ON job_ready (queue_name, rank, job_id);
CREATE INDEX job_ready_expiry ON job_ready (expires_at) WHERE expires_at IS NOT NULL;
ALTER TABLE job_ready ADD PRIMARY KEY (job_id);

-- PENDING until `not_before`, or until another job has ended.
CREATE TABLE job_scheduled (
    job_id      uuid PRIMARY KEY,
    queue_name  text NOT NULL,
    rank        smallint NOT NULL,
    retry_count integer NOT NULL DEFAULT 0,
    attempt     integer NOT NULL DEFAULT 0,
    declared    boolean NOT NULL DEFAULT false,
    not_before  timestamptz NOT NULL,
    waits_for   uuid,
    expires_at  timestamptz,
    last_error  text,
    reason      text
);
CREATE INDEX job_scheduled_due ON job_scheduled (not_before);
CREATE INDEX job_scheduled_expiry ON job_scheduled (expires_at) WHERE expires_at IS NOT NULL;

-- Held by a worker: ASSIGNED until `started_at` is set, then RUNNING. The lease epoch fences every later statement.
CREATE SEQUENCE lease_epoch;
CREATE TABLE job_running (
    job_id      uuid PRIMARY KEY,
    queue_name  text NOT NULL,
    rank        smallint NOT NULL,
    worker_id   uuid NOT NULL,
    lease_epoch bigint NOT NULL,
    attempt     integer NOT NULL,
    retry_count integer NOT NULL,
    declared    boolean NOT NULL,
    assigned_at timestamptz NOT NULL DEFAULT now(),
    started_at  timestamptz,
    cancel_requested_at timestamptz
) WITH (fillfactor = 70);
CREATE INDEX job_running_worker ON job_running (worker_id);

-- Ended: DONE or DEAD_LETTERED.
CREATE TABLE job_done (
    job_id        uuid PRIMARY KEY,
    queue_name    text NOT NULL,
    status        job_state NOT NULL CHECK (status IN ('DONE', 'DEAD_LETTERED')),
    retry_count   integer NOT NULL,
    attempt       integer NOT NULL,
    lease_epoch   bigint,
    worker_id     uuid,
    started_at    timestamptz,
    completed_at  timestamptz NOT NULL DEFAULT now(),
    result        bytea,
    error_message text,
    reason        text
);
CREATE INDEX job_done_dead ON job_done (job_id) WHERE status = 'DEAD_LETTERED';

CREATE VIEW job_status AS
SELECT j.job_id, j.queue_name, j.payload, s.status, j.priority, j.max_retries, s.retry_count, s.worker_id, s.result,
       s.error_message, s.not_before, j.created_at, s.started_at, s.completed_at, s.updated_at,
       s.reason, s.attempt, s.waits_for, s.cancel_requested, s.lease_epoch, j.timeout_ms, j.ttl_seconds, j.resource, j.run_key,
       j.queue_generation
FROM jobs j
CROSS JOIN LATERAL (
    SELECT 'PENDING'::job_state AS status, r.retry_count, NULL::uuid AS worker_id, NULL::bytea AS result,
           r.last_error AS error_message, NULL::timestamptz AS not_before, NULL::timestamptz AS started_at,
           NULL::timestamptz AS completed_at, j.created_at AS updated_at, NULL::text AS reason, r.attempt,
           NULL::uuid AS waits_for, false AS cancel_requested, NULL::bigint AS lease_epoch
    FROM job_ready r WHERE r.job_id = j.job_id
    UNION ALL
    SELECT 'PENDING', s.retry_count, NULL, NULL, s.last_error, NULLIF(s.not_before, 'infinity'), NULL, NULL,
           j.created_at, s.reason, s.attempt, s.waits_for, false, NULL
    FROM job_scheduled s WHERE s.job_id = j.job_id
    UNION ALL
    SELECT CASE WHEN r.started_at IS NULL THEN 'ASSIGNED'::job_state ELSE 'RUNNING'::job_state END,
           r.retry_count, r.worker_id, NULL, NULL, NULL, r.started_at, NULL, COALESCE(r.started_at, r.assigned_at),
           NULL, r.attempt, NULL, r.cancel_requested_at IS NOT NULL, r.lease_epoch
    FROM job_running r WHERE r.job_id = j.job_id
    UNION ALL
    SELECT d.status, d.retry_count, d.worker_id, d.result, d.error_message, NULL, d.started_at, d.completed_at,
           d.completed_at, d.reason, d.attempt, NULL, false, d.lease_epoch
    FROM job_done d WHERE d.job_id = j.job_id
) s;

-- Tables that shrink and grow all day: vacuum early, and never take the lock that cutting the file's tail needs.
ALTER TABLE job_ready SET (vacuum_truncate = off, autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE job_scheduled SET (vacuum_truncate = off, autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
ALTER TABLE job_running SET (vacuum_truncate = off, autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
