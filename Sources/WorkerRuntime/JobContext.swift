public import Logging
internal import JobQueueProto
internal import Resources

/// One attempt of one job, as its handler sees it.
///
/// A job runs at least once: after a crash or a lost connection another attempt may run while this one is
/// still at it. Give `runKey` to outside systems as the idempotency key, and `leaseEpoch` as the fencing
/// token: of two attempts of a job the one with the greater epoch is the rightful one.
public struct JobContext: Sendable {
    /// The job's id, a UUID in its text form.
    public var jobID: String
    /// The queue that the job was submitted to.
    public var queue: String
    /// What the submitter sent along.
    public var payload: [UInt8]
    /// 0 to 9; 9 goes first.
    public var priority: Int
    /// Counts every attempt of the job, from 1, also those that are no retry.
    public var attempt: Int
    /// How many of the attempts were retries after a failure.
    public var retryCount: Int
    /// How many retries the job may have.
    public var maxRetries: Int
    /// The fencing token: it grows with every claim of the job.
    public var leaseEpoch: Int64
    /// The idempotency key: the content hash of a declared job, else the job's id.
    public var runKey: String
    /// The id that ties together what was logged about one request in every process.
    public var correlationID: String
    /// How long the attempt may take; nil is without limit.
    public var timeout: Duration?
    /// When `timeout` is over. The handler's task is cancelled then.
    public var deadline: ContinuousClock.Instant?
    /// The worker's logger without the job's fields.
    public var baseLogger: Logger
    /// Where progress and output go; nil in tests of handlers.
    var feed: AttemptFeed?

    /// A logger that names the job in every line.
    public var logger: Logger {
        var logger = baseLogger
        logger[metadataKey: "job_id"] = .string(jobID)
        logger[metadataKey: "queue"] = .string(queue)
        logger[metadataKey: "attempt"] = .stringConvertible(attempt)
        logger[metadataKey: "correlation_id"] = .string(correlationID)
        return logger
    }

    /// A context with the given parts, for tests of handlers.
    public init(
        jobID: String, queue: String = "default", payload: [UInt8] = [], priority: Int = 0, attempt: Int = 1,
        retryCount: Int = 0, maxRetries: Int = 0, leaseEpoch: Int64 = 1, runKey: String? = nil,
        correlationID: String? = nil, timeout: Duration? = nil, deadline: ContinuousClock.Instant? = nil,
        logger: Logger
    ) {
        self.jobID = jobID
        self.queue = queue
        self.payload = payload
        self.priority = priority
        self.attempt = attempt
        self.retryCount = retryCount
        self.maxRetries = maxRetries
        self.leaseEpoch = leaseEpoch
        self.runKey = runKey ?? jobID
        self.correlationID = correlationID ?? jobID
        self.timeout = timeout
        self.deadline = deadline
        baseLogger = logger
    }

    init(_ attempt: Attempt, feed: AttemptFeed?, logger: Logger) {
        let assignment = attempt.assignment
        self.init(
            jobID: assignment.jobID, queue: assignment.queueName, payload: [UInt8](assignment.payload),
            priority: Int(assignment.priority), attempt: Int(assignment.attempt),
            retryCount: Int(assignment.retryCount), maxRetries: Int(assignment.maxRetries),
            leaseEpoch: assignment.leaseEpoch,
            runKey: assignment.runKey.isEmpty ? nil : assignment.runKey,
            correlationID: assignment.correlationID.isEmpty ? nil : assignment.correlationID,
            timeout: attempt.timeout, deadline: attempt.deadline, logger: logger)
        self.feed = feed
    }
}
