-- What a Queue's declaration decides about order, rates and history; NULL is no limit.
ALTER TABLE queues
    ADD COLUMN concurrency_limit       integer CHECK (concurrency_limit > 0),
    ADD COLUMN concurrency_per_key     integer CHECK (concurrency_per_key > 0),
    ADD COLUMN rate_limit              integer CHECK (rate_limit > 0),
    ADD COLUMN rate_period_ms          bigint CHECK (rate_period_ms > 0),
    ADD COLUMN retention_done_ms       bigint NOT NULL DEFAULT 86400000 CHECK (retention_done_ms >= 0),
    ADD COLUMN retention_dead_ms       bigint NOT NULL DEFAULT 2592000000 CHECK (retention_dead_ms >= 0);

ALTER TABLE job_ready ADD COLUMN concurrency_key text;
ALTER TABLE job_scheduled ADD COLUMN concurrency_key text;
-- `gated`: claimed from a queue that has a limit, so that its slots can be counted by an index which jobs of other
-- queues do not pay for.
ALTER TABLE job_running
    ADD COLUMN concurrency_key text,
    ADD COLUMN gated boolean NOT NULL DEFAULT false,
    ADD COLUMN progress_percent double precision,
    ADD COLUMN progress_note text;
CREATE INDEX job_ready_keys ON job_ready (queue_name, concurrency_key, rank, job_id) WHERE concurrency_key IS NOT NULL;
CREATE INDEX job_running_slots ON job_running (queue_name, concurrency_key) WHERE gated;

-- What holds up a queue's claims, for whoever claims. `gated`: anything does.
CREATE VIEW queue_gates AS
SELECT name AS queue_name, paused, concurrency_limit, concurrency_per_key, rate_limit, rate_period_ms,
       paused OR concurrency_limit IS NOT NULL OR concurrency_per_key IS NOT NULL OR rate_limit IS NOT NULL AS gated
FROM queues;

-- Queues all of whose running jobs are marked as gated, and from which nothing is claimed but under the queue's lock.
-- A limit counts from the moment at which its queue is here.
CREATE TABLE gates_in_force (queue_name text PRIMARY KEY);

-- Always empty. A claim from ungated queues holds a lock on this table from before it looks at the gates until it has
-- committed: who takes the lock alone knows that every claim that did not see a new gate has ended.
CREATE TABLE claim_barrier ();

-- Starts of rate-limited queues, counted in hundredths of the period. `ends_at` is the end of the hundredth in
-- microseconds since 1970: all its starts were before.
CREATE TABLE rate_windows (
    queue_name text NOT NULL,
    ends_at    bigint NOT NULL,
    starts     integer NOT NULL,
    PRIMARY KEY (queue_name, ends_at)
) WITH (fillfactor = 50, vacuum_truncate = off, autovacuum_vacuum_scale_factor = 0.02,
        autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);

CREATE VIEW job_status AS
SELECT j.job_id, j.queue_name, j.payload, s.status, j.priority, j.max_retries, s.retry_count, s.worker_id, s.result,
       s.error_message, s.not_before, j.created_at, s.started_at, s.completed_at, s.updated_at,
       s.reason, s.attempt, s.waits_for, s.cancel_requested, s.lease_epoch, j.timeout_ms, j.ttl_seconds, j.resource, j.run_key,
       j.queue_generation, j.schedule, j.concurrency_key, j.unique_key, j.labels, s.progress_percent, s.progress_note,
       s.exit_code
FROM jobs j
CROSS JOIN LATERAL (
    SELECT 'PENDING'::job_state AS status, r.retry_count, NULL::uuid AS worker_id, NULL::bytea AS result,
           r.last_error AS error_message, NULL::timestamptz AS not_before, NULL::timestamptz AS started_at,
           NULL::timestamptz AS completed_at, j.created_at AS updated_at, NULL::text AS reason, r.attempt,
           NULL::uuid AS waits_for, false AS cancel_requested, NULL::bigint AS lease_epoch,
           NULL::double precision AS progress_percent, NULL::text AS progress_note, NULL::integer AS exit_code
    FROM job_ready r WHERE r.job_id = j.job_id
    UNION ALL
    SELECT 'PENDING', s.retry_count, NULL, NULL, s.last_error, NULLIF(s.not_before, 'infinity'), NULL, NULL,
           j.created_at, s.reason, s.attempt, s.waits_for, false, NULL, NULL, NULL, NULL
    FROM job_scheduled s WHERE s.job_id = j.job_id
    UNION ALL
    SELECT CASE WHEN r.started_at IS NULL THEN 'ASSIGNED'::job_state ELSE 'RUNNING'::job_state END,
           r.retry_count, r.worker_id, NULL, NULL, NULL, r.started_at, NULL, COALESCE(r.started_at, r.assigned_at),
           NULL, r.attempt, NULL, r.cancel_requested_at IS NOT NULL, r.lease_epoch, r.progress_percent,
           r.progress_note, NULL
    FROM job_running r WHERE r.job_id = j.job_id
    UNION ALL
    SELECT d.status, d.retry_count, d.worker_id, d.result, d.error_message, NULL, d.started_at, d.completed_at,
           d.completed_at, d.reason, d.attempt, NULL, false, d.lease_epoch, NULL, NULL, d.exit_code
    FROM job_done d WHERE d.job_id = j.job_id
) s;
