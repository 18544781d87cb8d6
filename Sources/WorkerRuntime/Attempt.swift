internal import FoundationEssentials
internal import JobQueueProto
internal import Lifecycle
internal import Resources

/// One attempt of one job on its way through the steps of ``JobRunner``: each of them takes the attempt and
/// fills in its part.
struct Attempt: Sendable {
    let assignment: Jq_V1_Assignment
    /// nil is without limit.
    let timeout: Duration?
    let deadline: ContinuousClock.Instant?
    let began: ContinuousClock.Instant
    /// Filled in by `start`.
    var context: JobContext?
    /// Filled in by `execute`.
    var ending: Result<[UInt8], any Error>?
    /// Filled in by `classify`.
    var result: Jq_V1_JobResult?

    var lease: Lease { Lease(jobID: assignment.jobID, epoch: assignment.leaseEpoch) }

    /// Step `decode`: nil for an assignment that names no job, which nobody could report on.
    init?(decoding assignment: Jq_V1_Assignment, now: ContinuousClock.Instant) {
        if assignment.jobID.isEmpty { return nil }
        self.assignment = assignment
        began = now
        timeout = assignment.timeoutMs > 0 ? .milliseconds(assignment.timeoutMs) : nil
        // A limit of centuries is no limit, and would overflow the clock.
        let hasEnd = assignment.timeoutMs > 0 && assignment.timeoutMs < Self.longestTimeoutMilliseconds
        deadline = hasEnd ? now.advanced(by: .milliseconds(assignment.timeoutMs)) : nil
    }

    /// Ten years.
    private static let longestTimeoutMilliseconds: Int64 = 10 * 365 * 86_400_000

    /// Step `classify`: what the server is told. `stop` says why the handler was interrupted, if it was.
    func classified(stop: StopReason?) -> Attempt {
        var attempt = self
        attempt.result = makeResult(stop: stop)
        if let code = context?.feed?.exitCode { attempt.result?.exitCode = code }
        return attempt
    }

    /// Step `classify`, for an attempt that has just ended: also says how long it ran.
    func timed(_ now: ContinuousClock.Instant) -> Attempt {
        var attempt = self
        attempt.result?.durationUs = (now - began).microseconds
        return attempt
    }

    private func makeResult(stop: StopReason?) -> Jq_V1_JobResult {
        switch (ending, stop) {
        case (.success(let bytes)?, _):
            if bytes.count > Worker.maximumResultBytes {
                return lease.result(
                    .failedPermanently,
                    "the result has \(bytes.count) bytes, more than the limit of "
                        + "\(Worker.maximumResultBytes); store it elsewhere and return a reference")
            }
            var result = lease.result(.done, "")
            result.result = Data(bytes)
            return result
        case (_, .timedOut?):
            return lease.result(.failed, "timed out after \((timeout ?? .zero).manifestText)")
        case (_, .cancelled(let reason)?):
            let saysMore = !reason.isEmpty && reason.lowercased() != "cancelled"
            return lease.result(.cancelled, saysMore ? "cancelled: \(reason)" : "cancelled")
        case (_, .shutdown?):
            return lease.result(.failed, "worker shut down before the job finished")
        case (_, .leaseLost?):
            return lease.result(.cancelled, "the lease passed to another attempt")
        case (.failure(let error as PermanentFailure)?, nil):
            return lease.result(.failedPermanently, error.message)
        case (.failure(let answer as JobSnooze)?, nil):
            var result = lease.result(.snoozed, answer.reason)
            result.snoozeMs = answer.delay.microseconds / 1000
            return result
        case (.failure(let answer as JobDiscard)?, nil):
            return lease.result(.discarded, answer.reason)
        case (.failure(let error)?, nil):
            return lease.result(.failed, "\(error)")
        case (nil, nil):
            return lease.result(.failed, "the attempt ended without a result")
        }
    }
}

extension Lease {
    /// An error message is for people: what is longer than this is cut.
    private static let longestMessage = 8 * 1024

    func result(_ outcome: Jq_V1_Outcome, _ message: String) -> Jq_V1_JobResult {
        var result = Jq_V1_JobResult()
        result.jobID = jobID
        result.leaseEpoch = epoch
        result.outcome = outcome
        let isLong = message.utf8.count > Self.longestMessage
        let cut = isLong ? String(decoding: message.utf8.prefix(Self.longestMessage), as: UTF8.self) : ""
        result.errorMessage = isLong ? cut + " …" : message
        return result
    }
}
