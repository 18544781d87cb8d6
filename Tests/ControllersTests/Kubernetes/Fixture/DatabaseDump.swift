import Foundation
import Postgres
import Resources
import TestAPIServer

extension World {
    /// Everything that declarations and runs have come to, as text without times, ids and positions of files: what
    /// two ways to the same end must have in common.
    func databaseDump() async throws -> [String] {
        var lines: [String] = []
        for (what, sql) in DumpSQL.all {
            let rows = try await database.execute(Statement("dump_\(what)", sql), Parameters())
            for index in 0..<rows.count { lines.append("\(what) \(normalised(rows[index].string(0)))") }
        }
        return lines
    }

    /// The objects of the cluster, without what differs each time, and without counters, which follow later.
    func clusterDump() throws -> [String] {
        var lines: [String] = []
        for resource in Kind.allCases.map(\.served) + ["deployments.apps"] {
            for var object in try api.list(resource) {
                for member in ["uid", "resourceVersion", "creationTimestamp", "managedFields"] {
                    object.set(["metadata", member], nil)
                }
                if object["status"] != nil { object.dropCounters() }
                let text = String(decoding: object.canonicalJSON(), as: UTF8.self)
                lines.append("\(resource) \(normalised(text))")
            }
        }
        return lines
    }
}

extension Value {
    fileprivate mutating func dropCounters() {
        let counters = [
            "finishRate", "pending", "scheduled", "assigned", "running", "done", "deadLettered", "ready",
            "busy",
            "capacity", "replicas", "lastSeen",
        ]
        if self["kind"] != "Deployment" { for name in counters { set(["status", name], nil) } }
        // The message of a pool counts its workers.
        guard self["kind"] == "WorkerPool" else { return }
        let conditions = at("status", "conditions")?.arrayValue ?? []
        set(
            ["status", "conditions"],
            .array(
                conditions.map { condition in
                    var condition = condition
                    condition.set(["message"], nil)
                    return condition
                }))
    }
}

/// Without times of day, UUIDs, and what is estimated.
func normalised(_ text: String) -> String {
    text.replacing(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00)?/, with: "TIME")
        .replacing(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/, with: "ID")
}

private enum DumpSQL {
    static let all: [(String, String)] = [
        (
            "resource",
            """
            SELECT json_build_array(kind, namespace, name, generation, spec, labels, annotations)::text
            FROM resources ORDER BY kind, namespace, name
            """
        ),
        (
            "revision",
            """
            SELECT json_build_array(kind, namespace, name, generation, action, spec, labels, annotations)::text
            FROM resource_revisions ORDER BY kind, namespace, name, revision
            """
        ),
        (
            "queue",
            """
            SELECT json_build_array(name, max_retries, ttl_seconds, timeout_ms, priority, paused, backoff_base_ms,
                                    backoff_max_ms, backoff_jitter, draining, generation)::text
            FROM queues ORDER BY name
            """
        ),
        (
            "ledger",
            """
            SELECT json_build_array(namespace, name, encode(run_key, 'hex'), encode(content_key, 'hex'),
                                    state)::text
            FROM ledger ORDER BY namespace, name, declared_at
            """
        ),
        (
            "job",
            """
            SELECT json_build_array(j.resource, encode(j.run_key, 'hex'), p.queue_name, p.place, p.held,
                                    encode(j.payload, 'escape'), j.priority, j.max_retries, j.timeout_ms,
                                    j.ttl_seconds)::text
            FROM jobs j JOIN (
                SELECT job_id, queue_name, 'ready' AS place, '' AS held FROM job_ready
                UNION ALL SELECT job_id, queue_name, 'scheduled',
                    CASE WHEN waits_for IS NULL THEN '' ELSE 'waits' END FROM job_scheduled
                UNION ALL SELECT job_id, queue_name,
                    CASE WHEN started_at IS NULL THEN 'assigned' ELSE 'running' END,
                    CASE WHEN cancel_requested_at IS NULL THEN '' ELSE 'cancelled' END FROM job_running
                UNION ALL SELECT job_id, queue_name, status::text, coalesce(reason, '') FROM job_done
            ) p ON p.job_id = j.job_id
            ORDER BY j.resource NULLS FIRST, j.job_id
            """
        ),
        (
            "worker",
            "SELECT json_build_array(worker_id, status, pool, shutdown_requested)::text FROM workers ORDER BY 1"
        ),
    ]
}
