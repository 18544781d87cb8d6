import Planning
import Postgres
import Resources

/// Takes a queue's row away as its `onDelete` says. The plan has made sure that nothing is lost by it.
struct QueueRemoval {
    let transaction: PostgresTransaction

    func remove(_ key: ResourceKey, spec: QueueSpec?, _ outcome: inout ApplyOutcome) async throws {
        let name = key.storedName
        switch spec?.onDelete ?? .block {
        case .block, .drain: break
        case .cancel:
            var parameters = Parameters()
            parameters.append(name)
            _ = try await transaction.execute(QueueWriteSQL.cancelWaiting, parameters)
        case .moveTo:
            let stored = storedQueueName(spec?.moveTo ?? "", in: key.namespace)
            var parameters = Parameters()
            parameters.append(name)
            parameters.append(stored)
            let moved = try await transaction.batch([
                (UniqueKeySQL.lockAll, Parameters()), (QueueWriteSQL.move, parameters),
                (UniqueKeySQL.move, parameters),
            ])[1]
            for index in 0..<moved.count {
                outcome.ready.append(
                    ReadyJob(
                        id: moved[index].jobID(0), queue: stored, rank: moved[index].int16(1),
                        key: moved[index].stringOrNil(2)))
            }
        }
        var parameters = Parameters()
        parameters.append(name)
        if try await transaction.execute(QueueWriteSQL.deleteIfEmpty, parameters).count == 0 {
            _ = try await transaction.execute(QueueWriteSQL.drain, parameters)
        }
    }
}

enum QueueWriteSQL {
    static let upsert = Statement(
        "queue_upsert",
        """
        INSERT INTO queues AS q (name, max_retries, ttl_seconds, timeout_ms, priority, paused, backoff_base_ms,
                                 backoff_max_ms, backoff_jitter, concurrency_limit, concurrency_per_key, rate_limit,
                                 rate_period_ms, retention_done_ms, retention_dead_ms, generation)
        SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[], $5::smallint[], $6::boolean[],
                             $7::bigint[], $8::bigint[], $9::float8[], $10::int[], $11::int[], $12::int[],
                             $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[])
        ON CONFLICT (name) DO UPDATE SET
            max_retries = EXCLUDED.max_retries, ttl_seconds = EXCLUDED.ttl_seconds, timeout_ms = EXCLUDED.timeout_ms,
            priority = EXCLUDED.priority, paused = EXCLUDED.paused, backoff_base_ms = EXCLUDED.backoff_base_ms,
            backoff_max_ms = EXCLUDED.backoff_max_ms, backoff_jitter = EXCLUDED.backoff_jitter,
            concurrency_limit = EXCLUDED.concurrency_limit, concurrency_per_key = EXCLUDED.concurrency_per_key,
            rate_limit = EXCLUDED.rate_limit, rate_period_ms = EXCLUDED.rate_period_ms,
            retention_done_ms = EXCLUDED.retention_done_ms, retention_dead_ms = EXCLUDED.retention_dead_ms,
            generation = EXCLUDED.generation, draining = false, updated_at = now()
        """)
    static let cancelWaiting = EndSQL.deadLetterWaiting(
        "queue_cancel_waiting", condition: "queue_name = $1", reason: "CANCELLED")
    static let move = Statement(
        "queue_move",
        """
        WITH r AS (
            UPDATE job_ready SET queue_name = $2 WHERE queue_name = $1 RETURNING job_id, rank, concurrency_key
        ), s AS (
            UPDATE job_scheduled SET queue_name = $2 WHERE queue_name = $1 RETURNING job_id
        ), j AS (
            UPDATE jobs SET queue_name = $2
            WHERE job_id = ANY(ARRAY(SELECT job_id FROM r UNION ALL SELECT job_id FROM s))
        ), n AS (
            INSERT INTO queue_deltas (queue_name, ready, scheduled)
            SELECT q, sign * (SELECT count(*) FROM r), sign * (SELECT count(*) FROM s)
            FROM (VALUES ($1::text, -1), ($2::text, 1)) v(q, sign)
        )
        SELECT job_id, rank, concurrency_key FROM r ORDER BY rank, job_id
        """)
    static let deleteIfEmpty = Statement(
        "queue_delete_if_empty",
        """
        DELETE FROM queues q WHERE name = $1
            AND NOT EXISTS (SELECT 1 FROM job_ready r WHERE r.queue_name = q.name)
            AND NOT EXISTS (SELECT 1 FROM job_scheduled s WHERE s.queue_name = q.name)
            AND NOT EXISTS (SELECT 1 FROM job_running r WHERE r.queue_name = q.name)
        RETURNING name
        """)
    static let drain = Statement(
        "queue_drain", "UPDATE queues SET draining = true, updated_at = now() WHERE name = $1")
}
