INSERT INTO queues (name, max_retries) VALUES ('default', 3) ON CONFLICT DO NOTHING;
