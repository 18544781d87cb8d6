-- jsonb writes numbers its own way (1e17 becomes 100000000000000000), so that a spec did not come back as it was
-- declared: its plan never settled and its run key was another one. json keeps the text.
ALTER TABLE resources ALTER COLUMN spec TYPE json USING spec::json;
ALTER TABLE resource_revisions ALTER COLUMN spec TYPE json USING spec::json;
