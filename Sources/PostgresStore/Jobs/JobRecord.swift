public import Lifecycle
import Postgres
import Resources

/// A job as `job_status` shows it. Times are microseconds since 1970.
public struct JobRecord: Sendable {
    /// Names the job.
    public var id: JobID
    /// Stored name of its queue, also after that was deleted.
    public var queue: String
    /// Bytes as they were submitted.
    public var payload: [UInt8]
    /// Where the job stands.
    public var state: JobState
    /// 0 to 9, 9 first; fixed when the job was submitted.
    public var priority: Int16
    /// Retries that the job may have; fixed when it was submitted.
    public var maxRetries: Int32
    /// Retries so far; 0 again after a retry by hand.
    public var retryCount: Int32
    /// Who holds the job, or held it when it ended; nil when nobody does or did.
    public var worker: JobID?
    /// What the worker returned; nil unless the job is DONE.
    public var result: [UInt8]?
    /// What the last failed attempt said; nil when none is recorded, as while an attempt is under way.
    public var error: String?
    /// When a job that is put off is due; nil when it is not put off.
    public var notBefore: Int64?
    /// When it was submitted.
    public var createdAt: Int64
    /// Start of the attempt that runs or ended the job; nil while it waits or has not started.
    public var startedAt: Int64?
    /// When it ended; nil while it has not.
    public var completedAt: Int64?
    /// Raw value of the `TransitionReason` that led here; nil when none is recorded.
    public var reason: String?
    /// How often a worker was given the job.
    public var attempt: Int32
    /// The job whose end it waits for; nil when it waits for none.
    public var waitsFor: JobID?
    /// Its worker has been asked to stop it, and it has not ended yet.
    public var cancelRequested: Bool
    /// The Job that declared it, for example "team-a/migrate"; nil for a submitted job.
    public var resource: String?
    /// Generation of its queue's declaration at the submission; 0 when made by hand.
    public var queueGeneration: Int64
    /// The Schedule whose tick submitted it, for example "team-a/nightly".
    public var schedule: String?
    /// Shares the queue's `concurrency.perKey` with the jobs of this key.
    public var concurrencyKey: String?
    /// The key that no other active job of the queue has.
    public var uniqueKey: String?
    /// For selectors.
    public var labels: [String: String]
    /// What the running attempt said last, 0 to 100; nil when it said nothing.
    public var progressPercent: Double?
    /// What the running attempt said last.
    public var progressNote: String?
    /// Of the command that ended the job, when it exited by itself.
    public var exitCode: Int32?

    static let columns = """
        job_id, queue_name, payload, status::text, priority, max_retries, retry_count, worker_id, result, error_message,
        CASE WHEN isfinite(not_before) THEN not_before END, created_at, started_at, completed_at, reason, attempt,
        waits_for, cancel_requested, resource, queue_generation, schedule, concurrency_key, unique_key, labels::text,
        progress_percent, progress_note, exit_code
        """

    private static func labels(_ json: String) -> [String: String] {
        guard let value = try? Value(json: Array(json.utf8)), case .object(let members) = value else {
            return [:]
        }
        return members.compactMapValues { if case .string(let text) = $0 { text } else { nil } }
    }

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
        schedule = row.stringOrNil(20)
        concurrencyKey = row.stringOrNil(21)
        uniqueKey = row.stringOrNil(22)
        labels = row.stringOrNil(23).map(JobRecord.labels) ?? [:]
        progressPercent = row.doubleOrNil(24)
        progressNote = row.stringOrNil(25)
        exitCode = row.int32OrNil(26)
    }
}

/// One row of a job's history.
public struct JobEventRecord: Sendable {
    /// Grows with each event of a job; one sequence numbers the events of all jobs, with gaps.
    public var id: Int64
    /// Names the job.
    public var job: JobID
    /// The state before; nil for the event of the submission.
    public var from: JobState?
    /// The state after.
    public var to: JobState
    /// Who held the job; nil when nobody did.
    public var worker: JobID?
    /// The attempt that the transition belongs to; 0 before the first.
    public var attempt: Int32
    /// Raw value of a `TransitionReason`; nil when the states say enough.
    public var reason: String?
    /// Microseconds since 1970.
    public var occurredAt: Int64
    /// Of an attempt that failed.
    public var error: String?
    /// Of a command that exited by itself.
    public var exitCode: Int32?
}

extension JobEventRecord {
    static let columns = """
        id, from_status::text, to_status::text, worker_id, attempt, reason, occurred_at, error, exit_code
        """

    init(_ row: Row, of job: JobID) {
        self.init(
            id: row.int64(0), job: job, from: row.stringOrNil(1).flatMap { JobState(rawValue: $0) },
            to: JobState(rawValue: row.string(2)) ?? .pending, worker: row.jobIDOrNil(3),
            attempt: row.int32(4),
            reason: row.stringOrNil(5), occurredAt: row.timestampMicros(6), error: row.stringOrNil(7),
            exitCode: row.int32OrNil(8))
    }
}
