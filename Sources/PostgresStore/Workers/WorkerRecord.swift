public import Lifecycle
public import Planning
import Postgres

/// A worker as the store knows it.
public struct WorkerRecord: Hashable, Sendable {
    /// Names the worker; the same after a restart if it brings its id.
    public var id: JobID
    /// Name of the machine, as the worker gave it.
    public var hostname: String
    /// ONLINE, DRAINING, or OFFLINE after too long a silence or a clean end.
    public var state: WorkerState
    /// Jobs that it runs at the same time, at most.
    public var concurrency: Int32
    /// Jobs that it held at its last heartbeat; 0 after a clean end.
    public var busy: Int32
    /// Microseconds since 1970.
    public var lastHeartbeat: Int64
    /// First registration, in microseconds since 1970.
    public var registeredAt: Int64
    /// Stored names of the queues that it serves.
    public var queues: [String]
    /// Stored name of the WorkerPool that it belongs to; empty: none.
    public var pool: String
    /// Release of the worker's program, as the worker gave it; may be empty.
    public var version: String
    /// An operator asked it to finish its jobs and exit.
    public var shutdownRequested: Bool

    static let columns = """
        worker_id, hostname, status::text, concurrency, active_job_count, last_heartbeat, registered_at,
        array_to_string(queues, ','), pool, version, shutdown_requested
        """

    init(_ row: Row) {
        id = row.jobID(0)
        hostname = row.string(1)
        state = WorkerState(rawValue: row.string(2)) ?? .offline
        concurrency = row.int32(3)
        busy = row.int32(4)
        lastHeartbeat = row.timestampMicros(5)
        registeredAt = row.timestampMicros(6)
        queues = row.string(7).split(separator: ",").map(String.init)
        pool = row.string(8)
        version = row.string(9)
        shutdownRequested = row.bool(10)
    }
}

extension WorkerRecord {
    /// What its status is made of.
    public var facts: WorkerFacts {
        WorkerFacts(
            state: state, hostname: hostname, pool: pool, version: version, queues: queues,
            concurrency: Int64(concurrency), busy: Int64(busy), lastHeartbeat: lastHeartbeat)
    }
}
