public import Lifecycle
import Postgres

/// What a worker tells when it registers.
public struct WorkerRegistration: Sendable {
    /// Names the worker; one that is known is updated, not added.
    public var id: JobID
    /// Name of its machine, for people.
    public var hostname: String
    /// Jobs that it runs at the same time, at most; 0 or more.
    public var concurrency: Int32
    /// Stored names of the queues that it serves; they need not exist yet.
    public var queues: [String]
    /// Stored name of the WorkerPool that it belongs to; empty: none.
    public var pool: String
    /// Release of its program; may be empty.
    public var version: String

    /// A registration of exactly these parts.
    public init(
        id: JobID, hostname: String, concurrency: Int32, queues: [String], pool: String, version: String
    ) {
        self.id = id
        self.hostname = hostname
        self.concurrency = concurrency
        self.queues = queues
        self.pool = pool
        self.version = version
    }
}

extension JobQueueStore {
    /// Makes a worker ONLINE, new or come back. One that was asked to drain stays DRAINING.
    public func register(_ worker: WorkerRegistration) async throws(StoreError) -> WorkerRecord {
        var parameters = Parameters()
        parameters.append(worker.id)
        parameters.append(worker.hostname)
        parameters.append(worker.concurrency)
        parameters.append(worker.queues)
        parameters.append(worker.pool)
        parameters.append(worker.version)
        let rows = try await run(WorkerSQL.register, parameters)
        return WorkerRecord(rows[0])
    }

    /// Writes the heartbeats of many workers at once; returns what the store knows of each. Unknown ones are absent.
    public func heartbeat(_ beats: [(worker: JobID, busy: Int32)]) async throws(StoreError) -> [WorkerRecord]
    {
        guard !beats.isEmpty else { return [] }
        var parameters = Parameters()
        parameters.append(beats.map(\.worker))
        parameters.append(beats.map(\.busy))
        let rows = try await run(WorkerSQL.heartbeat, parameters)
        return (0..<rows.count).map { WorkerRecord(rows[$0]) }
    }

    /// What a worker was assigned and does not hold: it connected and says what it has. What it had not started
    /// did not reach it; what it had started was lost with the process that had this id before.
    public func unheldAttempts(worker: JobID, held: [JobID]) async throws(StoreError) -> [Failure] {
        var parameters = Parameters()
        parameters.append(worker)
        parameters.append(held)
        let rows = try await run(WorkerSQL.unheld, parameters)
        return zip(leases(rows), 0..<rows.count).map { lease, index in
            rows[index].bool(2)
                ? Failure(lease: lease, end: .workerLost, message: "its worker was started anew")
                : Failure(lease: lease, end: .released, message: "not received by its worker")
        }
    }

    /// The jobs that a worker holds, started or not.
    public func held(by worker: JobID) async throws(StoreError) -> [JobID] {
        var parameters = Parameters()
        parameters.append(worker)
        let rows = try await run(WorkerSQL.held, parameters)
        return (0..<rows.count).map { rows[$0].jobID(0) }
    }

    /// A clean end: OFFLINE at once.
    public func deregister(_ worker: JobID) async throws(StoreError) -> Bool {
        var parameters = Parameters()
        parameters.append(worker)
        return try await run(WorkerSQL.deregister, parameters).count > 0
    }

    /// ONLINE <-> DRAINING on an operator's word; nil when the worker is unknown or OFFLINE.
    ///
    /// - Parameter fence: fails with an error that ``StoreError/isFenced`` unless it is current or nil.
    public func setDraining(
        _ worker: JobID, _ draining: Bool, fence: Fence? = nil
    ) async throws(StoreError) -> WorkerRecord? {
        var parameters = Parameters()
        parameters.append(worker)
        parameters.append(draining)
        let rows: Rows
        if let fence {
            rows = try await fenced(fence, WorkerSQL.drain, parameters)
        } else {
            rows = try await run(WorkerSQL.drain, parameters)
        }
        return rows.count > 0 ? WorkerRecord(rows[0]) : nil
    }

    /// Remembers that the worker should exit; it hears of it with its next heartbeat, if not before.
    public func requestShutdown(_ worker: JobID) async throws(StoreError) -> WorkerRecord? {
        var parameters = Parameters()
        parameters.append(worker)
        let rows = try await run(WorkerSQL.shutdown, parameters)
        return rows.count > 0 ? WorkerRecord(rows[0]) : nil
    }

    /// Workers, newest registration first. Without `all`, those OFFLINE for more than an hour are left out.
    public func workers(all: Bool = false) async throws(StoreError) -> [WorkerRecord] {
        var parameters = Parameters()
        parameters.append(all)
        let rows = try await read(WorkerSQL.list, parameters)
        return (0..<rows.count).map { WorkerRecord(rows[$0]) }
    }

    func leases(_ rows: Rows) -> [Lease] {
        (0..<rows.count).map { Lease(job: rows[$0].jobID(0), epoch: rows[$0].int64(1)) }
    }
}

private enum WorkerSQL {
    static let register = Statement(
        "worker_register",
        """
        INSERT INTO workers AS w (worker_id, hostname, concurrency, queues, pool, version)
        VALUES ($1::uuid, $2, $3::int, $4::text[], $5, $6)
        ON CONFLICT (worker_id) DO UPDATE SET
            hostname = EXCLUDED.hostname, concurrency = EXCLUDED.concurrency, queues = EXCLUDED.queues,
            pool = EXCLUDED.pool, version = EXCLUDED.version, last_heartbeat = now(), updated_at = now(),
            status = CASE WHEN w.status = 'DRAINING' THEN w.status ELSE 'ONLINE' END
        RETURNING \(WorkerRecord.columns)
        """)
    static let heartbeat = Statement(
        "worker_heartbeat",
        """
        UPDATE workers w SET last_heartbeat = now(), active_job_count = b.busy,
            status = CASE WHEN w.status = 'OFFLINE' THEN 'ONLINE' ELSE w.status END
        FROM unnest($1::uuid[], $2::int[]) AS b(id, busy)
        WHERE w.worker_id = b.id AND w.worker_id = ANY($1::uuid[])
        RETURNING \(WorkerRecord.columns)
        """)
    static let unheld = Statement(
        "worker_unheld",
        """
        SELECT job_id, lease_epoch, started_at IS NOT NULL FROM job_running
        WHERE worker_id = $1::uuid AND job_id <> ALL($2::uuid[])
        """)
    static let held = Statement("worker_held", "SELECT job_id FROM job_running WHERE worker_id = $1::uuid")
    static let deregister = Statement(
        "worker_deregister",
        """
        UPDATE workers SET status = 'OFFLINE', active_job_count = 0, shutdown_requested = false, updated_at = now()
        WHERE worker_id = $1::uuid RETURNING worker_id
        """)
    static let drain = Statement(
        "worker_drain",
        """
        UPDATE workers SET status = CASE WHEN $2::boolean THEN 'DRAINING' ELSE 'ONLINE' END::worker_state,
            updated_at = now()
        WHERE worker_id = $1::uuid AND status <> 'OFFLINE' RETURNING \(WorkerRecord.columns)
        """)
    static let shutdown = Statement(
        "worker_shutdown",
        """
        UPDATE workers SET shutdown_requested = true, status = 'DRAINING', updated_at = now()
        WHERE worker_id = $1::uuid AND status <> 'OFFLINE' RETURNING \(WorkerRecord.columns)
        """)
    static let list = Statement(
        "workers",
        """
        SELECT \(WorkerRecord.columns) FROM workers
        WHERE $1::boolean OR status <> 'OFFLINE' OR last_heartbeat > now() - interval '1 hour'
        ORDER BY registered_at DESC
        """)
}
