-- What ends is kept by day, so that old days leave by dropping a table. All that belongs to a job is in the
-- partition of the day in which the job was made: ids of version 7 begin with the time. Jobs with other ids, and the
-- few that outlive their day, are in the default partitions.
DROP VIEW job_status;

ALTER TABLE jobs RENAME TO jobs_before;
ALTER INDEX jobs_pkey RENAME TO jobs_before_pkey;
ALTER INDEX jobs_queue RENAME TO jobs_before_queue;
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
    created_at      timestamptz NOT NULL DEFAULT now(),
    -- The Schedule whose tick submitted it ("team-a/nightly").
    schedule        text,
    concurrency_key text,
    unique_key      text,
    labels          jsonb
) PARTITION BY RANGE (job_id);
CREATE INDEX jobs_queue ON jobs (queue_name, job_id);
-- The primary key is made last, as in V3.
ALTER TABLE jobs ADD PRIMARY KEY (job_id);
CREATE TABLE jobs_default PARTITION OF jobs DEFAULT;
INSERT INTO jobs SELECT * FROM jobs_before;
DROP TABLE jobs_before;

ALTER TABLE job_done RENAME TO job_done_before;
ALTER INDEX job_done_pkey RENAME TO job_done_before_pkey;
ALTER INDEX job_done_dead RENAME TO job_done_before_dead;
CREATE TABLE job_done (
    job_id        uuid NOT NULL,
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
    reason        text,
    exit_code     integer
) PARTITION BY RANGE (job_id);
CREATE INDEX job_done_dead ON job_done (queue_name, job_id) WHERE status = 'DEAD_LETTERED';
ALTER TABLE job_done ADD PRIMARY KEY (job_id);
CREATE TABLE job_done_default PARTITION OF job_done DEFAULT;
-- For the search for what may go; a day's own partition goes as a whole.
CREATE INDEX job_done_default_completed ON job_done_default (completed_at);
INSERT INTO job_done SELECT * FROM job_done_before;
DROP TABLE job_done_before;

ALTER TABLE job_events RENAME TO job_events_before;
ALTER INDEX job_events_pkey RENAME TO job_events_before_pkey;
DROP INDEX job_events_job;
CREATE TABLE job_events (
    id          bigint NOT NULL DEFAULT nextval('job_events_id_seq'),
    job_id      uuid NOT NULL,
    from_status job_state,
    to_status   job_state NOT NULL,
    worker_id   uuid,
    attempt     integer NOT NULL DEFAULT 0,
    reason      text,
    occurred_at timestamptz NOT NULL DEFAULT now(),
    -- Of an attempt that failed.
    error       text,
    exit_code   integer
) PARTITION BY RANGE (job_id);
CREATE INDEX job_events_id ON job_events (id);
ALTER TABLE job_events ADD PRIMARY KEY (job_id, id);
CREATE TABLE job_events_default PARTITION OF job_events DEFAULT;
INSERT INTO job_events SELECT * FROM job_events_before;
ALTER SEQUENCE job_events_id_seq OWNED BY job_events.id;
DROP TABLE job_events_before;

-- What attempts wrote, in pieces, bounded for each attempt by its worker.
CREATE TABLE job_output (
    job_id     uuid NOT NULL,
    attempt    integer NOT NULL,
    sequence   bigint NOT NULL,
    stream     smallint NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now(),
    data       bytea NOT NULL
) PARTITION BY RANGE (job_id);
ALTER TABLE job_output ADD PRIMARY KEY (job_id, attempt, sequence);
CREATE TABLE job_output_default PARTITION OF job_output DEFAULT;
