public import Lifecycle
import Resources

/// Where a schedule stands, and what its last ticks did. Times are microseconds since 1970.
public struct ScheduleFacts: Sendable {
    /// Whether jobs of its template can be submitted now.
    public enum Queue: Hashable, Sendable {
        case serving
        /// Takes no more jobs: it is to be deleted.
        case draining
        case missing
    }

    /// Whether a server has looked at what is declared now.
    public var isFollowed: Bool
    /// The next tick; nil: there is none, or it is not known yet.
    public var nextTick: Int64?
    /// The last tick that submitted a job, with the job.
    public var lastTick: (instant: Int64, job: JobID)?
    /// The last tick that did nothing, with the reason.
    public var lastSkipped: (instant: Int64, reason: String)?
    /// Jobs of ticks that have not ended; counted up to 1,000.
    public var active: Int64
    /// Why it cannot tick at all; nil when it can.
    public var problem: String?
    /// The queue of its template.
    public var queue: Queue

    /// Facts of these parts; what is left out is unknown or has not happened.
    public init(
        isFollowed: Bool = false, nextTick: Int64? = nil, lastTick: (instant: Int64, job: JobID)? = nil,
        lastSkipped: (instant: Int64, reason: String)? = nil, active: Int64 = 0, problem: String? = nil,
        queue: Queue = .serving
    ) {
        self.isFollowed = isFollowed
        self.nextTick = nextTick
        self.lastTick = lastTick
        self.lastSkipped = lastSkipped
        self.active = active
        self.problem = problem
        self.queue = queue
    }
}

/// The status of a schedule: whether it ticks, and what its last ticks did.
public func scheduleStatus(_ declared: LiveResource, facts: ScheduleFacts) -> ResourceStatus {
    let spec = ScheduleSpec(declared.resource)
    var values: [String: Value] = ["suspended": .bool(spec.suspend), "active": .int(facts.active)]
    if facts.isFollowed, !spec.suspend, facts.problem == nil, let time = facts.nextTick {
        values["nextTick"] = .string(Timestamp.text(micros: time))
    }
    if let last = facts.lastTick {
        values["lastTick"] = .string(Timestamp.text(micros: last.instant))
        values["lastJob"] = .string(last.job.description)
    }
    if let skipped = facts.lastSkipped {
        values["lastSkipped"] = .string(Timestamp.text(micros: skipped.instant))
        values["skipReason"] = .string(skipped.reason)
    }
    return ResourceStatus(
        observedGeneration: declared.generation, conditions: conditions(spec, facts), facts: values)
}

/// Messages hold no times: a condition that changes with each tick would be news each time.
private func conditions(_ spec: ScheduleSpec, _ facts: ScheduleFacts) -> [Condition] {
    if let problem = facts.problem {
        return [
            Condition("Ready", .no, "CannotTick", problem), Condition("Stalled", .yes, "CannotTick", problem),
        ]
    }
    if spec.suspend {
        return [
            Condition("Ready", .yes, "Suspended", "suspended: ticks do nothing"),
            Condition("Suspended", .yes, "Suspend", "spec.suspend is true"),
        ]
    }
    let queue = spec.jobTemplate.queue
    switch facts.queue {
    case .missing:
        let message = "queue \"\(queue)\" does not exist: ticks are skipped until it does"
        return [Condition("Ready", .no, "QueueMissing", message)]
    case .draining:
        let message = "queue \"\(queue)\" is being drained: ticks are skipped"
        return [Condition("Ready", .no, "QueueDraining", message)]
    case .serving:
        guard facts.isFollowed else {
            return [Condition("Ready", .yes, "Stored", "valid; no server has looked at it yet")]
        }
        return facts.nextTick == nil
            ? [Condition("Ready", .yes, "NoTick", "no tick comes in the next eight years")]
            : [Condition("Ready", .yes, "Ticking", "ticks as declared")]
    }
}
