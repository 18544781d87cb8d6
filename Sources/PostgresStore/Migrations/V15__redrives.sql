-- Dead letters of all queues in order of their ids. Partial, so that jobs that end well do not pay for it.
CREATE INDEX job_done_dead_all ON job_done (job_id) WHERE status = 'DEAD_LETTERED';

-- Dead letters on their way back into their queues, at a pace.
CREATE TABLE redrives (
    redrive_id     uuid PRIMARY KEY,
    selector       jsonb NOT NULL,
    state          text NOT NULL CHECK (state IN ('RUNNING', 'PAUSED', 'FINISHED', 'STOPPED', 'CANCELLED')),
    -- Jobs a second; 0 is as fast as it goes.
    rate           double precision NOT NULL CHECK (rate >= 0),
    stop_at_failure_rate double precision NOT NULL CHECK (stop_at_failure_rate BETWEEN 0 AND 1),
    stop_after     integer NOT NULL CHECK (stop_after > 0),
    matched        bigint NOT NULL,
    redriven       bigint NOT NULL DEFAULT 0,
    succeeded      bigint NOT NULL DEFAULT 0,
    failed         bigint NOT NULL DEFAULT 0,
    -- Not moved, because their queue is gone or on its way out; the name of one such queue.
    left_behind    bigint NOT NULL DEFAULT 0,
    left_queue     text,
    actor          text NOT NULL,
    message        text NOT NULL DEFAULT '',
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    finished_at    timestamptz,
    -- There is something left to move, or an end to be seen.
    watched        boolean NOT NULL DEFAULT true,
    -- The last dead letter that was looked at, and whether it was the last of all.
    cursor         uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    all_seen       boolean NOT NULL DEFAULT false,
    -- Where the round over the jobs under way stands.
    outcome_cursor uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    -- Jobs that might have been moved already at this pace, at `paced_at`.
    budget         double precision NOT NULL DEFAULT 1,
    paced_at       timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);
CREATE INDEX redrives_watched ON redrives (redrive_id) WHERE watched;

-- What a redrive has moved, each job once.
CREATE TABLE redrive_jobs (
    redrive_id uuid NOT NULL,
    job_id     uuid NOT NULL,
    -- Attempts that the job had had when it was moved.
    attempt    integer NOT NULL,
    -- How it ended since: GONE when its rows were removed first. NULL: it has not.
    outcome    text CHECK (outcome IN ('DONE', 'DEAD_LETTERED', 'GONE')),
    PRIMARY KEY (redrive_id, job_id)
);
CREATE INDEX redrive_jobs_open ON redrive_jobs (redrive_id, job_id) WHERE outcome IS NULL;
CREATE INDEX redrive_jobs_job ON redrive_jobs (job_id);
