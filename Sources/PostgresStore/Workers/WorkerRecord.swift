public import Lifecycle
import Postgres

/// A worker as the store knows it.
public struct WorkerRecord: Hashable, Sendable {
    public var id: JobID
    public var hostname: String
    public var state: WorkerState
    public var concurrency: Int32
    public var busy: Int32
    /// Microseconds since 1970.
    public var lastHeartbeat: Int64
    public var registeredAt: Int64
    public var queues: [String]
    public var pool: String
    public var version: String
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
