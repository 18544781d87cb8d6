public import Lifecycle
import Postgres

/// A job as `job_status` shows it. Times are microseconds since 1970.
public struct JobRecord: Sendable {
    public var id: JobID
    public var queue: String
    public var payload: [UInt8]
    public var state: JobState
    public var priority: Int16
    public var maxRetries: Int32
    public var retryCount: Int32
    public var worker: JobID?
    public var result: [UInt8]?
    public var error: String?
    public var notBefore: Int64?
    public var createdAt: Int64
    public var startedAt: Int64?
    public var completedAt: Int64?
    public var reason: String?
    public var attempt: Int32
    public var waitsFor: JobID?
    public var cancelRequested: Bool
    public var resource: String?
    public var queueGeneration: Int64

    static let columns = """
        job_id, queue_name, payload, status::text, priority, max_retries, retry_count, worker_id, result, error_message,
        CASE WHEN isfinite(not_before) THEN not_before END, created_at, started_at, completed_at, reason, attempt,
        waits_for, cancel_requested, resource, queue_generation
        """

    init(_ row: Row) {
        id = row.jobID(0)
        queue = row.string(1)
        payload = row.bytes(2)
        state = JobState(rawValue: row.string(3)) ?? .pending
        priority = row.int16(4)
        maxRetries = row.int32(5)
        retryCount = row.int32(6)
        worker = row.jobIDOrNil(7)
        result = row.bytesOrNil(8)
        error = row.stringOrNil(9)
        notBefore = row.timestampMicrosOrNil(10)
        createdAt = row.timestampMicros(11)
        startedAt = row.timestampMicrosOrNil(12)
        completedAt = row.timestampMicrosOrNil(13)
        reason = row.stringOrNil(14)
        attempt = row.int32(15)
        waitsFor = row.jobIDOrNil(16)
        cancelRequested = row.bool(17)
        resource = row.stringOrNil(18)
        queueGeneration = row.int64(19)
    }
}

/// One row of a job's history.
public struct JobEventRecord: Sendable {
    public var id: Int64
    public var job: JobID
    public var from: JobState?
    public var to: JobState
    public var worker: JobID?
    public var attempt: Int32
    public var reason: String?
    /// Microseconds since 1970.
    public var occurredAt: Int64
}
