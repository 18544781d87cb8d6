-- Which declared runs are under way, and which ended last: asked every few seconds by a controller that reports
-- them to its source. Only declared runs are in the ledger, so that jobs that were submitted pay nothing for it.
CREATE INDEX ledger_active ON ledger (job_id) WHERE state IS NULL;
CREATE INDEX ledger_finished ON ledger (finished_at, job_id) WHERE finished_at IS NOT NULL;
