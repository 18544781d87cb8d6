public import Lifecycle

/// Who had a job when, and how that ended. Times are microseconds since 1970.
public struct AttemptRecord: Hashable, Sendable {
    /// Counts the attempts of the job, from 1.
    public var attempt: Int32
    /// Who was given the job.
    public var worker: JobID?
    /// When it was given; nil when that is not in the history any more.
    public var assignedAt: Int64?
    /// nil when it never started.
    public var startedAt: Int64?
    /// nil while it is under way.
    public var endedAt: Int64?
    /// ASSIGNED or RUNNING while it is under way, then DONE, FAILED, WORKER_LOST, CANCELLED, SNOOZED, DISCARDED,
    /// RELEASED, ASSIGNMENT_TIMEOUT, or the raw value of another `TransitionReason`.
    public var outcome: String
    /// Of a command that exited by itself.
    public var exitCode: Int32?
    /// What a failed attempt said, or why a job was snoozed or discarded.
    public var error: String?
}

/// Puts the attempts of a job together from its events, which are given oldest first; so are the attempts.
public func attemptHistory(_ events: [JobEventRecord]) -> [AttemptRecord] {
    var attempts: [AttemptRecord] = []
    for event in events where event.attempt > 0 && !event.isWaiting {
        if attempts.last?.attempt != event.attempt {
            attempts.append(AttemptRecord(attempt: event.attempt, outcome: ""))
        }
        attempts[attempts.count - 1].add(event)
    }
    return attempts
}

extension JobEventRecord {
    /// Nobody held the job: what happened is no part of an attempt.
    fileprivate var isWaiting: Bool { from != .assigned && from != .running && to != .assigned }
}

extension AttemptRecord {
    fileprivate mutating func add(_ event: JobEventRecord) {
        if let holder = event.worker { worker = holder }
        switch event.to {
        case .assigned:
            assignedAt = event.occurredAt
            outcome = JobState.assigned.rawValue
        case .running:
            startedAt = event.occurredAt
            outcome = JobState.running.rawValue
        case .done, .failed, .pending, .deadLettered:
            endedAt = event.occurredAt
            outcome = event.reason ?? event.to.rawValue
            exitCode = event.exitCode
            error = event.error
        }
    }
}
