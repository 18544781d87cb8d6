import Lifecycle

/// The topics that transitions of jobs go to.
enum JobTopic: String, CaseIterable {
    case submitted = "job.submitted"
    case started = "job.started"
    case completed = "job.completed"
    case failed = "job.failed"
    case deadLettered = "job.dead-lettered"

    /// The topic of a transition; nil when it goes to none, as assignments and returns to the queue do.
    init?(from: JobState?, to: JobState) {
        switch to {
        case .pending:
            if from != nil { return nil }
            self = .submitted
        case .running: self = .started
        case .done: self = .completed
        case .failed: self = .failed
        case .deadLettered: self = .deadLettered
        case .assigned: return nil
        }
    }
}
