import JobQueueProto
import Lifecycle
import PostgresStore

extension Report {
    /// Reports of a worker; entries without a valid id are left out, for no attempt can match them.
    init(started: [Jq_V1_JobStarted], results: [Jq_V1_JobResult]) {
        for start in started {
            if let lease = Lease(start.jobID, start.leaseEpoch) { self.started.append(lease) }
        }
        for result in results {
            guard let lease = Lease(result.jobID, result.leaseEpoch) else { continue }
            let end: AttemptEnd
            switch result.outcome {
            case .done:
                completed.append(
                    Completion(
                        lease: lease, result: [UInt8](result.result), duration: max(0, result.durationUs),
                        exitCode: result.hasExitCode ? result.exitCode : nil))
                continue
            case .failedPermanently: end = .failedPermanently
            case .cancelled: end = .cancelled
            case .released: end = .released
            case .snoozed: end = .snoozed(.milliseconds(max(0, result.snoozeMs)))
            case .discarded: end = .discarded
            case .failed, .unspecified, .UNRECOGNIZED: end = .failed
            }
            failed.append(
                Failure(
                    lease: lease, end: end, message: String(result.errorMessage.prefix(16_384)),
                    exitCode: result.hasExitCode ? result.exitCode : nil))
        }
    }
}

extension Lease {
    init?(_ job: String, _ epoch: Int64) {
        guard let id = JobID(job) else { return nil }
        self.init(job: id, epoch: epoch)
    }
}
