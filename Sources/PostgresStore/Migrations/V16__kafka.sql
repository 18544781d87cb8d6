-- How far each reader of job_events has come: every event up to `position` has been handed over for good.
CREATE TABLE event_cursors (
    name       text PRIMARY KEY,
    position   bigint NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

-- The next message that a queue takes from each partition of its topic. It moves in the transaction that makes the
-- messages' jobs, and only from the offset that this transaction began with: no message is lost or taken twice.
CREATE TABLE kafka_offsets (
    queue_name  text NOT NULL,
    topic       text NOT NULL,
    partition   integer NOT NULL,
    next_offset bigint NOT NULL CHECK (next_offset >= 0),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (queue_name, topic, partition)
) WITH (fillfactor = 50);
