-- What a Queue's declaration decides beyond V1.
ALTER TABLE queues
    ADD COLUMN timeout_ms      bigint CHECK (timeout_ms > 0),
    ADD COLUMN priority        smallint NOT NULL DEFAULT 0 CHECK (priority BETWEEN 0 AND 9),
    ADD COLUMN paused          boolean NOT NULL DEFAULT false,
    ADD COLUMN backoff_base_ms bigint NOT NULL DEFAULT 1000 CHECK (backoff_base_ms >= 0),
    ADD COLUMN backoff_max_ms  bigint NOT NULL DEFAULT 600000 CHECK (backoff_max_ms >= 0),
    ADD COLUMN backoff_jitter  double precision NOT NULL DEFAULT 0.2 CHECK (backoff_jitter BETWEEN 0 AND 1),
    -- Generation of the declaration that the row follows; 0 when the queue was made by hand.
    ADD COLUMN generation      bigint NOT NULL DEFAULT 0,
    -- Deleted with onDelete Drain: takes no jobs, goes away when empty.
    ADD COLUMN draining        boolean NOT NULL DEFAULT false;

ALTER TABLE workers
    ADD COLUMN queues  text[] NOT NULL DEFAULT '{}',
    ADD COLUMN pool    text NOT NULL DEFAULT '',
    ADD COLUMN version text NOT NULL DEFAULT '',
    ADD COLUMN shutdown_requested boolean NOT NULL DEFAULT false;

-- The declarations as applied last.
CREATE TABLE resources (
    kind            text NOT NULL,
    namespace       text NOT NULL,
    name            text NOT NULL,
    generation      bigint NOT NULL DEFAULT 1,
    spec            jsonb NOT NULL,
    labels          jsonb NOT NULL DEFAULT '{}',
    annotations     jsonb NOT NULL DEFAULT '{}',
    owner           text NOT NULL,
    file            text,
    line            integer,
    col             integer,
    source_revision text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, namespace, name)
);
CREATE INDEX resources_owner ON resources (owner);

CREATE TABLE resource_revisions (
    revision        bigserial PRIMARY KEY,
    kind            text NOT NULL,
    namespace       text NOT NULL,
    name            text NOT NULL,
    generation      bigint NOT NULL,
    action          text NOT NULL CHECK (action IN ('created', 'changed', 'deleted')),
    spec            jsonb NOT NULL,
    labels          jsonb NOT NULL,
    annotations     jsonb NOT NULL,
    owner           text NOT NULL,
    actor           text NOT NULL,
    source_revision text,
    plan_hash       text NOT NULL,
    applied_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX resource_revisions_key ON resource_revisions (kind, namespace, name, revision DESC);

-- What has been run, by content. Outlives the declaration and the run's rows: nothing runs twice by accident.
CREATE TABLE ledger (
    namespace       text NOT NULL,
    name            text NOT NULL,
    run_key         bytea NOT NULL,
    content_key     bytea NOT NULL,
    hash_version    smallint NOT NULL,
    job_id          uuid NOT NULL,
    owner           text NOT NULL,
    source_revision text,
    declared_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- NULL until the run has ended.
    state           job_state,
    finished_at     timestamptz,
    PRIMARY KEY (namespace, name, run_key)
);
CREATE UNIQUE INDEX ledger_job ON ledger (job_id);

-- What the reconciler of each source reported last.
CREATE TABLE sources (
    owner           text PRIMARY KEY,
    source_revision text,
    problems        jsonb NOT NULL DEFAULT '[]',
    message         text NOT NULL DEFAULT '',
    last_pass_at    timestamptz NOT NULL DEFAULT now()
);

-- Counts every change to declarations and to the rows that follow them, whoever makes it, so that a reconciler
-- knows with one read that nothing drifted.
CREATE TABLE declaration_version (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    version  bigint NOT NULL DEFAULT 1
);
INSERT INTO declaration_version DEFAULT VALUES;

CREATE FUNCTION bump_declaration_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE declaration_version SET version = version + 1;
    PERFORM pg_notify('jq_declarations', '');
    RETURN NULL;
END $$;

CREATE TRIGGER queues_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON queues
    FOR EACH STATEMENT EXECUTE FUNCTION bump_declaration_version();
CREATE TRIGGER resources_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON resources
    FOR EACH STATEMENT EXECUTE FUNCTION bump_declaration_version();
CREATE TRIGGER ledger_erased AFTER DELETE OR TRUNCATE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION bump_declaration_version();
