-- One row per transition, in the transaction of the transition; never updated.
CREATE TABLE job_events (
    id          bigserial PRIMARY KEY,
    job_id      uuid NOT NULL,
    from_status job_state,
    to_status   job_state NOT NULL,
    worker_id   uuid,
    attempt     integer NOT NULL DEFAULT 0,
    reason      text,
    occurred_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX job_events_job ON job_events (job_id);
