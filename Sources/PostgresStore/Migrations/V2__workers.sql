CREATE TYPE worker_state AS ENUM ('ONLINE', 'OFFLINE', 'DRAINING');

CREATE TABLE workers (
    worker_id        uuid PRIMARY KEY,
    hostname         text NOT NULL DEFAULT '',
    status           worker_state NOT NULL DEFAULT 'ONLINE',
    concurrency      integer NOT NULL DEFAULT 1 CHECK (concurrency >= 0),
    active_job_count integer NOT NULL DEFAULT 0,
    last_heartbeat   timestamptz NOT NULL DEFAULT now(),
    registered_at    timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);
