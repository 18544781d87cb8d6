/// How an attempt ended, in the words of the worker or of the monitor that missed it.
public enum AttemptEnd: Hashable, Sendable {
    case done
    case failed
    /// A retry cannot mend it.
    case failedPermanently
    case cancelled
    /// Never started: the worker gave it back.
    case released
    case workerLost
    /// The handler wants the job back after this time.
    case snoozed(Duration)
    /// The handler says that the job is not to be done any more.
    case discarded
}

/// What becomes of a job when an attempt has ended.
public enum NextStep: Hashable, Sendable {
    case finish
    case retry(after: Duration)
    case deadLetter(TransitionReason)
    /// Back to PENDING as it was; no retry is counted.
    case giveBack
    /// Back to PENDING, and not before this time is over; no retry is counted.
    case snooze(for: Duration)
}

/// The retry rule of REQUIREMENTS R2 for one ended attempt. `random` is a number from 0 to 1.
///
/// The server decides with this, and its statement repeats the guard (`retry_count < max_retries`) in SQL.
public func nextStep(
    after end: AttemptEnd, retryCount: Int, policy: RetryPolicy, cancelRequested: Bool, random: Double
) -> NextStep {
    switch end {
    case .done: .finish
    case .released: cancelRequested ? .deadLetter(.cancelled) : .giveBack
    case .cancelled: .deadLetter(.cancelled)
    case .snoozed(let delay): cancelRequested ? .deadLetter(.cancelled) : .snooze(for: max(delay, .zero))
    case .discarded: .deadLetter(cancelRequested ? .cancelled : .discarded)
    case .failedPermanently: .deadLetter(cancelRequested ? .cancelled : .permanentFailure)
    case .failed, .workerLost:
        if cancelRequested {
            .deadLetter(.cancelled)
        } else if retryCount < policy.maxRetries {
            .retry(after: policy.delay(retryCount: retryCount, random: random))
        } else {
            .deadLetter(end == .workerLost ? .workerLost : .retriesExhausted)
        }
    }
}
