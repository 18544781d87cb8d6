public import Lifecycle

/// Everything that the answer to "why does this job not run" depends on, read in one transaction. Times are
/// microseconds since 1970.
public struct JobFacts: Hashable, Sendable {
    /// The database's clock when the facts were read.
    public var now: Int64
    /// The job itself.
    public var job: JobSituation
    /// Its queue; nil when that does not exist any more.
    public var queue: QueueSituation?
    /// Who takes jobs of its queue.
    public var workers: WorkerSituation
    /// Its place among the jobs that are due; nil when it is not in line.
    public var line: LinePlace?
    /// Jobs that it depends on and that keep it waiting.
    public var dependencies: [AwaitedJob]
    /// The earlier run of its Job, or the job of an earlier tick of its Schedule, that has to end first.
    public var earlierRun: AwaitedJob?
    /// The job that had its unique key before and has to end first.
    public var twin: AwaitedJob?

    /// Facts about a job; what is left out is not so.
    public init(
        now: Int64, job: JobSituation, queue: QueueSituation?, workers: WorkerSituation = WorkerSituation(),
        line: LinePlace? = nil, dependencies: [AwaitedJob] = [], earlierRun: AwaitedJob? = nil,
        twin: AwaitedJob? = nil
    ) {
        self.now = now
        self.job = job
        self.queue = queue
        self.workers = workers
        self.line = line
        self.dependencies = dependencies
        self.earlierRun = earlierRun
        self.twin = twin
    }
}

/// Where a job stands.
public struct JobSituation: Hashable, Sendable {
    /// Names the job.
    public var id: JobID
    /// Stored name of its queue.
    public var queue: String
    /// PENDING, ASSIGNED, RUNNING, DONE or DEAD_LETTERED.
    public var state: JobState
    /// PENDING and put off: until a time, or until something has happened.
    public var isPutOff = false
    /// How often a worker was given it.
    public var attempt: Int64 = 0
    /// Retries so far, and how many it may have.
    public var retries: Int64 = 0
    /// Retries that it may have.
    public var maxRetries: Int64 = 0
    /// When a job that is put off is due; nil when no time decides it.
    public var notBefore: Int64?
    /// When its present attempt was given to a worker.
    public var assignedAt: Int64?
    /// Start of the present or last attempt.
    public var startedAt: Int64?
    /// When it ended.
    public var endedAt: Int64?
    /// What the last failed attempt said.
    public var error: String?
    /// Raw value of the `TransitionReason` that led here.
    public var reason: String?
    /// Its worker has been asked to stop it.
    public var cancelRequested = false
    /// Who holds it, as a person would find it: a machine's name, or an id.
    public var worker: String?
    /// 0 to 100, as the running attempt says.
    public var progress: Double?
    /// What the running attempt says beside it.
    public var progressNote: String?
    /// Of the command that ended it.
    public var exitCode: Int32?
    /// Shares the queue's `concurrency.perKey` with others.
    public var concurrencyKey: String?
    /// The key that no other active job of the queue has.
    public var uniqueKey: String?
    /// The Job that declared it, as stored; nil for a submitted one.
    public var resource: String?
    /// The Schedule whose tick submitted it, as stored; nil for others.
    public var schedule: String?

    /// A job in this state; everything else can be set.
    public init(id: JobID, queue: String, state: JobState) {
        self.id = id
        self.queue = queue
        self.state = state
    }
}

/// A job's place among those of its queue that are due. Jobs of several concurrency keys take turns, so that with
/// keys it is a guess.
public struct LinePlace: Hashable, Sendable {
    /// Jobs before it, counted up to ``mostCounted``.
    public var ahead: Int64
    /// Counting goes no further: a place beyond is told as "more than".
    public static let mostCounted: Int64 = 10_000

    /// A place behind `ahead` jobs.
    public init(ahead: Int64) { self.ahead = ahead }
}

/// A job that another one waits for.
public struct AwaitedJob: Hashable, Sendable {
    /// Nil when it has not been run yet.
    public var id: JobID?
    /// The Job that declares it, as stored; nil for a submitted one.
    public var resource: String?
    /// Where it stands; nil when it has not been run, or its rows are gone.
    public var state: JobState?

    /// A job that is waited for.
    public init(id: JobID?, resource: String? = nil, state: JobState? = nil) {
        self.id = id
        self.resource = resource
        self.state = state
    }
}
