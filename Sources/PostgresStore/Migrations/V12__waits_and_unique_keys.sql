-- What a job waits for before it may start. The rows stay until it is released, also while it is a dead letter, so
-- that a retry by hand waits anew.
CREATE TABLE job_waits (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id        uuid NOT NULL,
    -- NULL: the Job of this name has not run yet.
    awaited       uuid,
    -- The Job whose newest run counts; NULL where one certain job is awaited.
    namespace     text,
    name          text,
    -- False: any end will do.
    needs_success boolean NOT NULL
);
CREATE INDEX job_waits_job ON job_waits (job_id);
CREATE INDEX job_waits_awaited ON job_waits (awaited) WHERE awaited IS NOT NULL;
CREATE INDEX job_waits_name ON job_waits (namespace, name) WHERE name IS NOT NULL;

-- What the monitors have to look at: a job that has ended, whoever waits for it; or a waiting job itself. A job is
-- entered at its end when its row says `declared`, which is set for runs of Jobs and for jobs that others wait for,
-- so that all other jobs pay nothing.
CREATE TABLE wait_events (
    job_id uuid NOT NULL,
    ended  boolean NOT NULL
) WITH (vacuum_truncate = off, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- Waits for other jobs, whatever `not_before` says.
ALTER TABLE job_scheduled ADD COLUMN waiting boolean NOT NULL DEFAULT false;
UPDATE job_scheduled SET waiting = true WHERE waits_for IS NOT NULL;
INSERT INTO job_waits (job_id, awaited, needs_success)
SELECT job_id, waits_for, false FROM job_scheduled WHERE waiting;
INSERT INTO wait_events (job_id, ended) SELECT job_id, false FROM job_scheduled WHERE waiting;
DROP INDEX job_scheduled_due;
CREATE INDEX job_scheduled_due ON job_scheduled (not_before) WHERE NOT waiting;

-- Who has a unique key: while the job is active, and until `expires_at`. Rows of others stay until they are removed.
CREATE TABLE unique_keys (
    queue_name  text NOT NULL,
    unique_key  text NOT NULL,
    job_id      uuid NOT NULL,
    accepted_at timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz,
    PRIMARY KEY (queue_name, unique_key)
);
INSERT INTO unique_keys (queue_name, unique_key, job_id)
SELECT DISTINCT ON (queue_name, unique_key) queue_name, unique_key, job_id FROM jobs
WHERE unique_key IS NOT NULL ORDER BY queue_name, unique_key, job_id DESC;

-- Which Jobs depend on others, without a look at all specs.
CREATE INDEX resources_dependents ON resources (namespace, name)
    WHERE kind = 'Job' AND (spec -> 'dependsOn') IS NOT NULL;
