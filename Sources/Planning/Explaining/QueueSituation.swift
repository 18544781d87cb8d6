public import Lifecycle
public import Resources

/// A queue, and how much of its limits is used.
public struct QueueSituation: Hashable, Sendable {
    /// Row, overrides and counts.
    public var live: LiveQueue
    /// Who declares it and where; nil when it was made by hand.
    public var declared: LiveResource?
    /// Who holds slots of `concurrency.limit`; counted only when there is one.
    public var slots: SlotUse
    /// Who holds slots of `concurrency.perKey` under the job's key; counted only when there is one.
    public var keySlots: SlotUse
    /// What counts against `rateLimit` now; empty when there is none.
    public var rate: [RateShare]

    /// A queue; what is left out is not used.
    public init(
        live: LiveQueue, declared: LiveResource? = nil, slots: SlotUse = SlotUse(),
        keySlots: SlotUse = SlotUse(), rate: [RateShare] = []
    ) {
        self.live = live
        self.declared = declared
        self.slots = slots
        self.keySlots = keySlots
        self.rate = rate
    }
}

/// Slots that jobs hold.
public struct SlotUse: Hashable, Sendable {
    /// All of them.
    public var count: Int64
    /// Who has held one longest, at most 20.
    public var holders: [SlotHolder]

    /// Slots in use; none unless said otherwise.
    public init(count: Int64 = 0, holders: [SlotHolder] = []) {
        self.count = count
        self.holders = holders
    }
}

/// A job that a worker holds.
public struct SlotHolder: Hashable, Sendable {
    /// Names the job.
    public var job: JobID
    /// When the worker was given it, in microseconds since 1970.
    public var since: Int64
    /// The worker: a machine's name, or an id.
    public var worker: String

    /// A holder of exactly these parts.
    public init(job: JobID, since: Int64, worker: String) {
        self.job = job
        self.since = since
        self.worker = worker
    }
}

/// Jobs that were handed out and still count against a rate.
public struct RateShare: Hashable, Sendable {
    /// How many.
    public var count: Int64
    /// From when on they do not count, in microseconds since 1970.
    public var leavesAt: Int64

    /// A share of exactly these parts.
    public init(count: Int64, leavesAt: Int64) {
        self.count = count
        self.leavesAt = leavesAt
    }
}

/// Who could take jobs of a queue.
public struct WorkerSituation: Hashable, Sendable {
    /// Workers that serve the queue and take jobs.
    public var online: Int64
    /// Jobs that these can run at the same time.
    public var slots: Int64
    /// Jobs that they hold, of any queue.
    public var held: Int64
    /// Workers that serve the queue and take no more jobs: their machines' names.
    public var draining: [String]
    /// Pools that name the queue, whether they have workers or not.
    public var pools: [PoolPlace]

    /// Nobody, but for what is given.
    public init(
        online: Int64 = 0, slots: Int64 = 0, held: Int64 = 0, draining: [String] = [], pools: [PoolPlace] = []
    ) {
        self.online = online
        self.slots = slots
        self.held = held
        self.draining = draining
        self.pools = pools
    }
}

/// A pool whose workers would take the job.
public struct PoolPlace: Hashable, Sendable {
    /// Stored name.
    public var name: String
    /// How many workers it should have; nil when it starts none itself.
    public var replicas: Int64?
    /// Whether it is declared to take no jobs.
    public var drains: Bool
    /// Where it is declared, where that is known.
    public var origin: Mark?

    /// A pool of exactly these parts.
    public init(name: String, replicas: Int64?, drains: Bool = false, origin: Mark? = nil) {
        self.name = name
        self.replicas = replicas
        self.drains = drains
        self.origin = origin
    }
}

extension QueueSituation {
    /// Seconds until so many jobs may have been handed out under the queue's rate limit; nil when it has none. Those
    /// that the window has room for are free.
    func rateDelay(of jobs: Double, now: Int64) -> Double? {
        let settings = live.effective
        guard let limit = settings.rateLimit, let period = settings.ratePeriodMilliseconds, limit > 0 else {
            return nil
        }
        let used = rate.reduce(Int64(0)) { $0 + ($1.leavesAt > now ? $1.count : 0) }
        let room = Double(max(0, Int64(limit) - used))
        return max(0, jobs - room) * Double(period) / 1000 / Double(limit)
    }
}
