public import Lifecycle
public import Resources

/// Everything stored that a plan depends on, read in one transaction.
public struct LiveState: Sendable {
    /// Declared resources: all of the planning owner, and those of the planned keys whoever declares them.
    public var declared: [ResourceKey: LiveResource]
    /// The rows that the scheduler works with, by stored name; declared or made by hand. For a plan without prune
    /// those of ``queuesInPlay(_:declared:options:)`` are enough.
    public var queues: [String: LiveQueue]
    /// What ran before, oldest first, for every planned Job and the Jobs that it depends on.
    public var runs: [ResourceKey: [LedgerEntry]]
    /// Keys that the planning owner has taken from their present owner before, who has taken them back since: its
    /// `jq.dev/moved-from` is spent, or the two would take them from each other without end.
    public var spentMoves: Set<ResourceKey>
    /// What the stored Jobs depend on, of whichever owner, in the namespaces of planned Jobs that depend on others;
    /// Jobs that depend on nothing may be left out.
    public var dependencies: [ResourceKey: StoredDependencies]

    /// A state of exactly this; what is left out counts as not stored.
    public init(
        declared: [ResourceKey: LiveResource] = [:], queues: [String: LiveQueue] = [:],
        runs: [ResourceKey: [LedgerEntry]] = [:], spentMoves: Set<ResourceKey> = [],
        dependencies: [ResourceKey: StoredDependencies] = [:]
    ) {
        self.declared = declared
        self.queues = queues
        self.runs = runs
        self.spentMoves = spentMoves
        self.dependencies = dependencies
    }
}

/// What a stored Job depends on.
public struct StoredDependencies: Hashable, Sendable {
    /// Names of Jobs in its namespace.
    public var names: [String]
    /// Where its manifest stands, where that is known.
    public var origin: Mark?

    /// Exactly these.
    public init(names: [String], origin: Mark? = nil) {
        self.names = names
        self.origin = origin
    }
}

/// A declaration as it was applied last.
public struct LiveResource: Hashable, Sendable {
    /// What was declared, with the place of its manifest where that is known.
    public var resource: Resource
    /// Who declares it; only this owner's plans may change it, unless they take it over.
    public var owner: String
    /// Grows by one with each change of the spec; labels and annotations leave it.
    public var generation: Int64
    /// State of the source it was applied from, for example a git commit; nil when none was given.
    public var sourceRevision: String?

    /// A stored declaration of exactly these parts.
    public init(resource: Resource, owner: String, generation: Int64, sourceRevision: String? = nil) {
        self.resource = resource
        self.owner = owner
        self.generation = generation
        self.sourceRevision = sourceRevision
    }

    /// Prune may delete it.
    var isPrunable: Bool { resource.annotations[ResourceAnnotation.prune] != "disabled" }
}

/// A queue as the scheduler sees it.
public struct LiveQueue: Hashable, Sendable {
    /// What the row says now, which is not what was declared when somebody changed it by hand.
    public var settings: QueueSettings
    /// How many jobs are where, at the moment of reading.
    public var counts: QueueCounts
    /// Deleted with onDelete Drain: goes away when empty.
    public var draining: Bool
    /// What lies over the row now, by field; each ends by itself.
    public var overrides: [QueueOverride]

    /// A queue with these settings; empty, not being drained and without overrides unless said otherwise.
    public init(
        settings: QueueSettings, counts: QueueCounts = QueueCounts(), draining: Bool = false,
        overrides: [QueueOverride] = []
    ) {
        self.settings = settings
        self.counts = counts
        self.draining = draining
        self.overrides = overrides
    }

    /// The settings in force: the row's, and the overrides over them.
    public var effective: QueueSettings { settings.overridden(by: overrides) }
}

/// How many jobs of a queue are where.
public struct QueueCounts: Hashable, Sendable {
    /// Due now, waiting for a worker.
    public var ready: Int64
    /// Waiting for their time, or for another job.
    public var scheduled: Int64
    /// Given to a worker that has not yet reported their start.
    public var assigned: Int64
    /// Started by a worker and not ended.
    public var running: Int64
    /// Ended in DONE so far.
    public var done: Int64
    /// Ended in DEAD_LETTERED and not retried by hand since.
    public var deadLettered: Int64
    /// Jobs finished per second of late; 0 when unknown.
    public var finishRate: Double

    /// Counts of an empty queue, but for the ones given.
    public init(
        ready: Int64 = 0, scheduled: Int64 = 0, assigned: Int64 = 0, running: Int64 = 0, done: Int64 = 0,
        deadLettered: Int64 = 0, finishRate: Double = 0
    ) {
        self.ready = ready
        self.scheduled = scheduled
        self.assigned = assigned
        self.running = running
        self.done = done
        self.deadLettered = deadLettered
        self.finishRate = finishRate
    }

    /// Everything in state PENDING.
    public var pending: Int64 { ready + scheduled }
    /// Everything that a worker holds.
    public var held: Int64 { assigned + running }
}

/// One run that a Job's declaration has started; outlives the declaration and the run's rows.
public struct LedgerEntry: Hashable, Sendable {
    /// What the run counts as under the Job's run policy; unique within one Job.
    public var runKey: RunKey
    /// The key of the content alone; differs from `runKey` under `OncePerChange`.
    public var contentKey: RunKey
    /// Names the job that the run is, also when its rows are gone.
    public var jobID: JobID
    /// Microseconds since 1970.
    public var declaredAt: Int64
    /// State of the source that declared it, for example a git commit; nil when none was given.
    public var sourceRevision: String?
    /// Where the run stands; its last word when the run's rows are gone.
    public var state: JobState

    /// An entry of exactly these parts; no key is computed.
    public init(
        runKey: RunKey, contentKey: RunKey, jobID: JobID, declaredAt: Int64, sourceRevision: String? = nil,
        state: JobState
    ) {
        self.runKey = runKey
        self.contentKey = contentKey
        self.jobID = jobID
        self.declaredAt = declaredAt
        self.sourceRevision = sourceRevision
        self.state = state
    }
}
