CREATE TABLE queues (
    name        text PRIMARY KEY,
    max_retries integer NOT NULL DEFAULT 3 CHECK (max_retries >= 0),
    ttl_seconds bigint CHECK (ttl_seconds > 0),
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);
