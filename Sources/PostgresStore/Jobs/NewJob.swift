public import Lifecycle

/// A job to enqueue. Fields that are nil take the queue's value, in the statement that inserts.
public struct NewJob: Sendable {
    public var id: JobID
    public var queue: String
    public var payload: [UInt8]
    public var priority: Int16?
    public var maxRetries: Int32?
    public var ttlSeconds: Int64?
    public var timeoutMilliseconds: Int64?
    /// Microseconds since 1970.
    public var notBefore: Int64?
    public var backoff: (base: Int64, max: Int64, jitter: Double)?
    /// Set for the run of a declared Job.
    public var declaration: Declaration?
    /// Starts only after this job has ended.
    public var waitsFor: JobID?

    /// Where a declared run comes from.
    public struct Declaration: Sendable {
        /// "team-a/migrate"
        public var resource: String
        public var runKey: [UInt8]

        public init(resource: String, runKey: [UInt8]) {
            self.resource = resource
            self.runKey = runKey
        }
    }

    public init(id: JobID, queue: String, payload: [UInt8]) {
        self.id = id
        self.queue = queue
        self.payload = payload
    }
}

/// A job that may be claimed now: what a ready index keeps of it.
public struct ReadyJob: Hashable, Sendable {
    public var id: JobID
    public var queue: String
    /// 9 - priority: small first.
    public var rank: Int16

    public init(id: JobID, queue: String, rank: Int16) {
        self.id = id
        self.queue = queue
        self.rank = rank
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
    /// Number created now.
    public var created: Int { ready.count + scheduled }
}
