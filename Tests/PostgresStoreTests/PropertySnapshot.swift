import Lifecycle
import Planning
import Postgres
import PostgresStore
import Resources

/// Everything that declarations and their application may touch, read straight from the tables.
struct PropertySnapshot: Equatable {
    struct Declared: Equatable {
        var spec: Value
        var labels: Value
        var owner: String
        var generation: Int64
        var file: String?
        var line: Int?
        var revision: String?
    }

    struct Queue: Equatable {
        var settings: QueueSettings
        var draining: Bool
        var generation: Int64
    }

    enum Place: String {
        case ready, scheduled, assigned, running, done, dead
    }

    struct Job: Equatable {
        var queue: String
        var place: Place
        var waitsFor: JobID?
        var cancelRequested = false
        var resource: String?
        var runKey: [UInt8]?

        var isWaiting: Bool { place == .ready || place == .scheduled }
        var isHeld: Bool { place == .assigned || place == .running }
    }

    struct RunName: Hashable {
        var namespace: String
        var name: String
        var runKey: [UInt8]
    }

    struct Run: Equatable {
        var job: JobID
        var content: [UInt8]
        /// nil until the run has ended.
        var state: String?
    }

    struct Revision: Equatable {
        var key: ResourceKey
        var action: String
        var generation: Int64
        var actor: String
        var source: String?
    }

    var declared: [ResourceKey: Declared] = [:]
    var queues: [String: Queue] = [:]
    var jobs: [JobID: Job] = [:]
    var ledger: [RunName: Run] = [:]
    /// Oldest first.
    var revisions: [Revision] = []

    /// Where the two are not alike, one line each.
    func differences(from other: PropertySnapshot) -> [String] {
        func compare<Key: Hashable, Item: Equatable>(
            _ what: String, _ mine: [Key: Item], _ others: [Key: Item]
        ) -> [String] {
            Set(mine.keys).union(others.keys).filter { mine[$0] != others[$0] }.map { key in
                "\(what) \(key): \(mine[key].map { "\($0)" } ?? "-") instead of \(others[key].map { "\($0)" } ?? "-")"
            }
        }
        let revised =
            revisions == other.revisions ? [] : ["revisions \(revisions) instead of \(other.revisions)"]
        return compare("resource", declared, other.declared) + compare("queue", queues, other.queues)
            + compare("job", jobs, other.jobs) + compare("ledger", ledger, other.ledger) + revised
    }
}

extension PropertySnapshot {
    init(_ pool: PostgresPool) async throws {
        let rows = try await pool.batch([
            (SnapshotSQL.declared, Parameters()), (SnapshotSQL.queues, Parameters()),
            (SnapshotSQL.jobs, Parameters()), (SnapshotSQL.ledger, Parameters()),
            (SnapshotSQL.revisions, Parameters()),
        ])
        for row in rows[0].all {
            declared[try key(row)] = Declared(
                spec: try Value(json: row.bytes(3)), labels: try Value(json: row.bytes(4)),
                owner: row.string(5),
                generation: row.int64(6), file: row.stringOrNil(7), line: row.int32OrNil(8).map(Int.init),
                revision: row.stringOrNil(9))
        }
        for row in rows[1].all {
            queues[row.string(0)] = Queue(
                settings: QueueSettings(
                    maxRetries: row.int32(1), ttlSeconds: row.int64OrNil(2),
                    timeoutMilliseconds: row.int64OrNil(3),
                    priority: row.int16(4), paused: row.bool(5), backoffBaseMilliseconds: row.int64(6),
                    backoffMaxMilliseconds: row.int64(7), backoffJitter: row.double(8),
                    concurrencyLimit: row.int32OrNil(11), concurrencyPerKey: row.int32OrNil(12),
                    rateLimit: row.int32OrNil(13), ratePeriodMilliseconds: row.int64OrNil(14),
                    retentionDoneMilliseconds: row.int64(15),
                    retentionDeadLetteredMilliseconds: row.int64(16)),
                draining: row.bool(9), generation: row.int64(10))
        }
        for row in rows[2].all {
            jobs[id(row, 0)] = Job(
                queue: row.string(1), place: Place(rawValue: row.string(2)) ?? .dead,
                waitsFor: row.uuidOrNil(3).map { JobID(high: $0.high, low: $0.low) },
                cancelRequested: row.bool(4),
                resource: row.stringOrNil(5), runKey: row.bytesOrNil(6))
        }
        for row in rows[3].all {
            ledger[RunName(namespace: row.string(0), name: row.string(1), runKey: row.bytes(2))] = Run(
                job: id(row, 3), content: row.bytes(4), state: row.stringOrNil(5))
        }
        revisions = try rows[4].all.map { row in
            Revision(
                key: try key(row), action: row.string(3), generation: row.int64(4), actor: row.string(5),
                source: row.stringOrNil(6))
        }
    }
}

extension Rows {
    var all: [Row] { (0..<count).map { self[$0] } }
}

private struct UnknownKind: Error {}

private func key(_ row: Row) throws -> ResourceKey {
    guard let kind = Kind(rawValue: row.string(0)) else { throw UnknownKind() }
    return ResourceKey(kind: kind, namespace: row.string(1), name: row.string(2))
}

private func id(_ row: Row, _ column: Int) -> JobID {
    let value = row.uuid(column)
    return JobID(high: value.high, low: value.low)
}

private enum SnapshotSQL {
    static let declared = Statement(
        "snapshot_declared",
        """
        SELECT kind, namespace, name, spec::text, labels::text, owner, generation, file, line, source_revision
        FROM resources
        """)
    static let queues = Statement(
        "snapshot_queues",
        """
        SELECT name, max_retries, ttl_seconds, timeout_ms, priority, paused, backoff_base_ms, backoff_max_ms,
               backoff_jitter, draining, generation, concurrency_limit, concurrency_per_key, rate_limit, rate_period_ms,
               retention_done_ms, retention_dead_ms
        FROM queues
        """)
    /// A job that is in two places, or in none, gives two rows or none.
    static let jobs = Statement(
        "snapshot_jobs",
        """
        SELECT j.job_id, p.queue_name, p.place, p.waits_for, p.cancelled, j.resource, j.run_key
        FROM jobs j JOIN (
            SELECT job_id, queue_name, 'ready' AS place, NULL::uuid AS waits_for, false AS cancelled FROM job_ready
            UNION ALL SELECT job_id, queue_name, 'scheduled', waits_for, false FROM job_scheduled
            UNION ALL SELECT job_id, queue_name, CASE WHEN started_at IS NULL THEN 'assigned' ELSE 'running' END,
                             NULL, cancel_requested_at IS NOT NULL FROM job_running
            UNION ALL SELECT job_id, queue_name, CASE status WHEN 'DONE' THEN 'done' ELSE 'dead' END, NULL, false
                      FROM job_done) p ON p.job_id = j.job_id
        """)
    static let ledger = Statement(
        "snapshot_ledger", "SELECT namespace, name, run_key, job_id, content_key, state::text FROM ledger")
    static let revisions = Statement(
        "snapshot_revisions",
        """
        SELECT kind, namespace, name, action, generation, actor, source_revision
        FROM resource_revisions ORDER BY revision
        """)
}
