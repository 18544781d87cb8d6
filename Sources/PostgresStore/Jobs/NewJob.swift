public import Lifecycle
import Resources

/// A job to enqueue. Fields that are nil take the queue's value, in the statement that inserts.
public struct NewJob: Sendable {
    /// Chosen by the caller: submitting the same id again changes nothing.
    public var id: JobID
    /// Stored name of an existing queue.
    public var queue: String
    /// Bytes for the worker; the store does not look into them.
    public var payload: [UInt8]
    /// 0 to 9, 9 first.
    public var priority: Int16?
    /// Retries after the first attempt; 0 or more.
    public var maxRetries: Int32?
    /// Seconds that the job may wait for a worker, from its due time or else from its submission.
    public var ttlSeconds: Int64?
    /// Milliseconds that one attempt may run; more than 0.
    public var timeoutMilliseconds: Int64?
    /// Microseconds since 1970.
    public var notBefore: Int64?
    /// First and longest wait before a retry, in milliseconds, and the random share added, 0 to 1.
    public var backoff: (base: Int64, max: Int64, jitter: Double)?
    /// Set for the run of a declared Job.
    public var declaration: Declaration?
    /// Starts only when all of these are over.
    public var waits: [Wait] = []
    /// The Schedule whose tick it is, "team-a/nightly".
    public var schedule: String?
    /// Jobs of the same key share the queue's `concurrency.perKey` and take turns.
    public var concurrencyKey: String?
    /// While a job of the queue with this key is active no other one is accepted.
    public var uniqueKey: String?
    /// Milliseconds, from when it is accepted, for which the key is kept at least.
    public var uniquePeriodMilliseconds: Int64?
    /// For selectors.
    public var labels: [String: String] = [:]

    /// Kept with the job and its first event while it waits.
    var waitReason: TransitionReason?

    var labelsJSON: String {
        String(decoding: Value.object(labels.mapValues { .string($0) }).canonicalJSON(), as: UTF8.self)
    }

    /// Something that must be over before a job starts.
    public enum Wait: Hashable, Sendable {
        /// This job has ended, in whichever way.
        case end(of: JobID)
        /// This job is DONE. When it becomes a dead letter, so does the one that waits (DEPENDENCY_FAILED).
        case success(of: JobID)
        /// The newest run of a declared Job is DONE, also of one that is still to be declared.
        case newestRun(namespace: String, name: String)
    }

    /// Where a declared run comes from.
    public struct Declaration: Sendable {
        /// "team-a/migrate"
        public var resource: String
        /// Content that it runs, 32 bytes.
        public var runKey: [UInt8]

        /// Names the declared Job and the content of this run.
        public init(resource: String, runKey: [UInt8]) {
            self.resource = resource
            self.runKey = runKey
        }
    }

    /// A job with the queue's settings, due at once.
    public init(id: JobID, queue: String, payload: [UInt8]) {
        self.id = id
        self.queue = queue
        self.payload = payload
    }
}

/// A job that may be claimed now: what a ready index keeps of it.
public struct ReadyJob: Hashable, Sendable {
    /// Names the job.
    public var id: JobID
    /// Stored name of its queue.
    public var queue: String
    /// 9 - priority: small first.
    public var rank: Int16
    /// Its concurrency key; jobs of one queue and rank take turns by it.
    public var key: String?

    /// A claimable job; `rank` is 9 - its priority.
    public init(id: JobID, queue: String, rank: Int16, key: String? = nil) {
        self.id = id
        self.queue = queue
        self.rank = rank
        self.key = key
    }
}

/// What became of a batch of submissions.
public struct SubmitOutcome: Sendable {
    /// Created now and claimable now.
    public var ready: [ReadyJob] = []
    /// Created now, to start later.
    public var scheduled: Int = 0
    /// Had been created by an earlier call with the same id; nothing was changed.
    public var existing: Set<JobID> = []
    /// Not created: their queue does not exist, or takes no more jobs.
    public var refused: Set<JobID> = []
    /// Not created: another job has their unique key. The value is that job.
    public var duplicates: [JobID: JobID] = [:]
    /// Created now, and dead letters at once: they depend on a job that is one.
    public var deadLettered: Set<JobID> = []
    /// Number created now.
    public var created: Int { ready.count + scheduled + deadLettered.count }
}
