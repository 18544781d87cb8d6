internal import JobQueueProto

/// What entitles a worker to run a job: of two leases of a job the one with the greater epoch counts.
struct Lease: Hashable, Sendable {
    var jobID: String
    var epoch: Int64

    var message: Jq_V1_JobStarted {
        var message = Jq_V1_JobStarted()
        message.jobID = jobID
        message.leaseEpoch = epoch
        return message
    }
}
