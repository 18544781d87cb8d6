-- Where each schedule stands. The row outlives the declaration: whatever is declared again under the name, no instant
-- is decided twice.
CREATE TABLE schedules (
    namespace     text NOT NULL,
    name          text NOT NULL,
    -- Every tick up to here is decided.
    last_instant  timestamptz NOT NULL,
    -- The declaration that was looked at last: made when, its generation, and the times that it named.
    declared_at   timestamptz NOT NULL,
    generation    bigint NOT NULL DEFAULT 0,
    timing        text NOT NULL DEFAULT '',
    next_instant  timestamptz,
    -- Why it cannot tick at all; NULL when it can.
    problem       text,
    PRIMARY KEY (namespace, name)
) WITH (fillfactor = 70);

-- The recent ticks of each schedule, and older ones whose jobs have not ended.
CREATE TABLE schedule_ticks (
    namespace     text NOT NULL,
    name          text NOT NULL,
    instant       timestamptz NOT NULL,
    action        text NOT NULL CHECK (action IN ('fired', 'skipped')),
    reason        text,
    job_id        uuid CHECK ((job_id IS NULL) = (action = 'skipped')),
    decided_at    timestamptz NOT NULL DEFAULT now(),
    -- It has no job, or that was found to have ended.
    ended         boolean NOT NULL,
    PRIMARY KEY (namespace, name, instant)
) WITH (autovacuum_vacuum_scale_factor = 0.1, autovacuum_vacuum_threshold = 1000);
CREATE INDEX schedule_ticks_active ON schedule_ticks (namespace, name, instant) WHERE NOT ended;
